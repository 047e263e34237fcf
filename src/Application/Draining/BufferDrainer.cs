using CcatOps.Application.Errors;
using CcatOps.Application.FaultInjection;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using Microsoft.Extensions.Logging;

namespace CcatOps.Application.Draining;

/// <summary>Applies the site's buffered transactions to the main database, in order: peek, apply, confirm, remove.</summary>
public sealed partial class BufferDrainer(
    SiteConfig site,
    IDrainSource source,
    IMainDatabase main,
    DrainLease lease,
    TimeProvider time,
    IDrainObserver observer,
    ILogger<BufferDrainer> logger)
{
    private readonly DrainSession session = new(site.SiteName, source, main, lease);
    private readonly Deferrals deferrals = new(time);
    private BatchSize size = BatchSize.Initial;
    private int linkFailures;
    private long notBefore;
    private int settled;

    public DrainStatus Status
    {
        get;
        private set
        {
            if (value.State != field.State)
                Since = time.GetUtcNow();
            field = value;
        }
    } = new(DrainState.Standby);

    /// <summary>Since when it does what it does; null: since the start.</summary>
    public DateTimeOffset? Since { get; private set; }

    /// <summary>Main may not be what it was: the next look at the buffer begins with a new session.</summary>
    public void MeetMainAnew() => session.CloseSoon();

    /// <summary>Applies one batch, if it may and there is one.</summary>
    /// <returns>Whether more may be waiting, so that the caller should come again at once.</returns>
    public async Task<bool> DrainAsync(CancellationToken cancellationToken)
    {
        if (!lease.IsHeld)
            return Stop(new(DrainState.Standby, "another process of this site drains, or the buffer is out of reach", Status.LastError));
        if (time.GetTimestamp() < notBefore)
            return false;

        try
        {
            // First the right to write: what is shown is marked as being applied, and must not be while main is away.
            if (await session.OpenAsync(cancellationToken))
                LogEpoch(site.SiteName, session.Epoch);

            switch (await source.PeekAsync(lease.Holder, size, cancellationToken))
            {
                case PeekOutcome.Paused paused:
                    return Stop(new(DrainState.Paused, paused.Reason, Status.LastError));
                case PeekOutcome.LeaseLost:
                    lease.Lose();
                    return Stop(new(DrainState.Standby, "another process of this site drains", Status.LastError));
                case PeekOutcome.Batch { Transactions: var batch }:
                    return await ApplyAsync(batch, cancellationToken);
                default:
                    return false;
            }
        }
        catch (MainDatabaseUnavailableException exception)
        {
            return WaitForMain(exception.Message);
        }
        catch (BufferUnavailableException exception)
        {
            return Stop(new(DrainState.Standby, exception.Message, exception.Message));
        }
    }

    /// <returns>Whether something left the queue, so that a further look is worth while.</returns>
    private async Task<bool> ApplyAsync(IReadOnlyList<BufferedTransaction> batch, CancellationToken cancellationToken)
    {
        var rest = await session.WithoutAppliedAsync(batch, cancellationToken);
        settled = batch.Count - rest.Count;
        var heldBack = deferrals.EntitiesIn(rest);
        foreach (var entry in rest.Where(entry => entry.Transaction.Version > Transaction.CurrentVersion))
            await FailAsync(entry, NotUnderstood(entry.Transaction.Version), heldBack, cancellationToken);
        if (!await ApplyAsync(rest, heldBack, cancellationToken))
            return false;

        linkFailures = 0;
        size = size.AfterSuccess(batch.Count);
        Status = new(DrainState.Running, LastError: Status.LastError);
        return settled > 0;
    }

    /// <summary>Applies a batch; one that is refused is halved until what is refused stands alone.</summary>
    /// <returns>Whether the drain may go on.</returns>
    private async Task<bool> ApplyAsync(
        IReadOnlyList<BufferedTransaction> batch,
        HashSet<string> heldBack,
        CancellationToken cancellationToken)
    {
        var allowed = EntityOrder.WithoutHeldBack(batch, heldBack);
        if (allowed.Count == 0)
            return true;

        session.NoteSending(allowed);
        if (Mutants.IsActive(Mutant.PopBeforeApply))
            await source.ConfirmAsync([.. allowed.Select(entry => entry.Transaction.Id)], default, cancellationToken);
        Fault.Reach(FaultPoint.BeforeBatch);
        var started = time.GetTimestamp();
        switch (await main.ApplyAsync(allowed, session.Epoch, cancellationToken))
        {
            case BatchOutcome.Applied { Lsn: var lsn }:
                Fault.Reach(FaultPoint.BeforeConfirm);
                await source.ConfirmAsync([.. allowed.Select(entry => entry.Transaction.Id)], lsn, cancellationToken);
                Fault.Reach(FaultPoint.AfterConfirm);
                settled += allowed.Count;
                observer.BatchApplied(allowed.Count, time.GetElapsedTime(started));
                return true;
            case BatchOutcome.Broken { Failure: var failure } when Mutants.IsActive(Mutant.LinkErrorsCount):
                return await RefusedAsync(allowed[0], failure, heldBack, cancellationToken);
            case BatchOutcome.Broken { Failure: var failure }:
                return BrokeOff(failure);
            case BatchOutcome.Refused { Failure: { Class: FailureClass.Link } failure }:
                return BrokeOff(failure);
            case BatchOutcome.Refused { Failure: var failure } when allowed.Count > 1:
                LogBisecting(failure, allowed.Count);
                return await ApplyAsync([.. allowed.Take(allowed.Count / 2)], heldBack, cancellationToken)
                    && await ApplyAsync([.. allowed.Skip(allowed.Count / 2)], heldBack, cancellationToken);
            case BatchOutcome.Refused { Failure: var failure }:
                return await RefusedAsync(allowed[0], failure, heldBack, cancellationToken);
            default:
                session.Close();
                lease.Lose();
                return Stop(new(DrainState.Standby, "another process of this site has taken over the drain", Status.LastError));
        }
    }

    private async Task<bool> RefusedAsync(
        BufferedTransaction entry,
        Failure failure,
        HashSet<string> heldBack,
        CancellationToken cancellationToken)
    {
        var id = entry.Transaction.Id;
        if (await session.WithoutAppliedAsync([entry], cancellationToken) is [])
        {
            settled++;
            return true;
        }

        linkFailures = 0;
        var attempts = entry.Attempts + 1;
        if (failure.Class == FailureClass.Permanent || RetrySchedule.IsExhausted(attempts, site.TransactionBuffering.RetryAttempts))
        {
            await FailAsync(entry, failure, heldBack, cancellationToken);
        }
        else
        {
            Status = new(DrainState.Running, LastError: failure.ToString());
            heldBack.UnionWith(entry.Transaction.Entities);
            await source.CountAttemptAsync(id, failure, cancellationToken);
            deferrals.Add(id, RetrySchedule.AttemptDelay(attempts, site.TransactionBuffering.RetryDelay));
        }

        return true;
    }

    private async Task FailAsync(
        BufferedTransaction entry, Failure failure, HashSet<string> heldBack, CancellationToken cancellationToken)
    {
        LogFailed(entry.Transaction.Id, entry.Transaction.Operation, failure);
        Status = new(DrainState.Running, LastError: failure.ToString());
        heldBack.UnionWith(entry.Transaction.Entities);
        Fault.Reach(FaultPoint.BeforeFail);
        await source.FailAsync(lease.Holder, entry.Transaction.Id, failure, cancellationToken);
        Fault.Reach(FaultPoint.AfterFail);
        settled++;
    }

    /// <summary>Applying what is only half understood could lose the other half; it waits for a person, who upgrades and retries.</summary>
    private static Failure NotUnderstood(int version) => new(
        "0A000", $"The transaction has version {version}; this program knows {Transaction.CurrentVersion}. Run the newer program, then retry it.");

    private bool BrokeOff(Failure failure)
    {
        session.Close();
        size = size.AfterBreak();
        return WaitForMain(failure.ToString());
    }

    private bool WaitForMain(string reason)
    {
        linkFailures++;
        if (Status.State != DrainState.WaitingForMain)
            LogWaiting(reason);
        notBefore = time.GetTimestamp() + (long)(RetrySchedule.LinkDelay(linkFailures).TotalSeconds * time.TimestampFrequency);
        return Stop(new(DrainState.WaitingForMain, reason, reason));
    }

    private bool Stop(DrainStatus status)
    {
        Status = status;
        return false;
    }

    [LoggerMessage(LogLevel.Information, "Drains site {SiteName} under epoch {Epoch}")]
    private partial void LogEpoch(string siteName, long epoch);

    [LoggerMessage(LogLevel.Warning, "Waits for the main database: {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(LogLevel.Warning, "Main refused a batch of {Count}, which is halved: {Failure}")]
    private partial void LogBisecting(Failure failure, int count);

    [LoggerMessage(LogLevel.Error, "Transaction {TransactionId} ({Operation}) failed: {Failure}")]
    private partial void LogFailed(Guid transactionId, string operation, Failure failure);
}
