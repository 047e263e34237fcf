using CcatOps.Application.Errors;
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
    private readonly Dictionary<Guid, long> deferred = [];
    private BatchSize size = BatchSize.Initial;
    private Epoch? epoch;
    private int epochTerm;
    private int linkFailures;
    private long sentUpTo;
    private long notBefore;

    public DrainStatus Status { get; private set; } = new(DrainState.Standby);

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
            switch (await source.PeekAsync(lease.Holder, size, cancellationToken))
            {
                case PeekOutcome.Paused paused:
                    return Stop(new(DrainState.Paused, paused.Reason, Status.LastError));
                case PeekOutcome.LeaseLost:
                    lease.Lose();
                    return Stop(new(DrainState.Standby, "another process of this site drains", Status.LastError));
                case PeekOutcome.Batch { Transactions: var batch }:
                    await HaveEpochAsync(cancellationToken);
                    var rest = await WithoutAppliedAsync(batch, cancellationToken);
                    var waiting = EntitiesOfWaiting(rest);
                    var wentThrough = await ApplyAsync(rest, waiting, cancellationToken);
                    if (!wentThrough)
                        return false;
                    linkFailures = 0;
                    size = size.AfterSuccess(batch.Count);
                    Status = new(DrainState.Running, LastError: Status.LastError);
                    return batch.Count > deferred.Count;
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

    /// <summary>
    /// What was sent once, by this process or an earlier drainer, and is still in the queue may be at main already; only the
    /// markers tell.
    /// </summary>
    private async Task<IReadOnlyList<BufferedTransaction>> WithoutAppliedAsync(
        IReadOnlyList<BufferedTransaction> batch,
        CancellationToken cancellationToken)
    {
        var doubtful = batch.Where(entry => entry.Sequence <= sentUpTo).Select(entry => entry.Transaction.Id).ToArray();
        if (doubtful.Length == 0)
            return batch;

        var applied = await main.FindAppliedAsync(doubtful, cancellationToken);
        if (applied.Ids.Count > 0)
            await source.ConfirmAsync([.. applied.Ids], applied.Lsn, cancellationToken);
        return [.. batch.Where(entry => !applied.Ids.Contains(entry.Transaction.Id))];
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

        sentUpTo = Math.Max(sentUpTo, allowed.Max(entry => entry.Sequence));
        var started = time.GetTimestamp();
        switch (await main.ApplyAsync(allowed, epoch!.Value, cancellationToken))
        {
            case BatchOutcome.Applied { Lsn: var lsn }:
                await source.ConfirmAsync([.. allowed.Select(entry => entry.Transaction.Id)], lsn, cancellationToken);
                observer.BatchApplied(allowed.Count, time.GetElapsedTime(started));
                return true;
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
                epochTerm = 0;
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
        var applied = await main.FindAppliedAsync([id], cancellationToken);
        if (applied.Ids.Contains(id))
        {
            await source.ConfirmAsync([id], applied.Lsn, cancellationToken);
            return true;
        }

        linkFailures = 0;
        Status = new(DrainState.Running, LastError: failure.ToString());
        var attempts = entry.Attempts + 1;
        if (failure.Class == FailureClass.Permanent || RetrySchedule.IsExhausted(attempts, site.TransactionBuffering.RetryAttempts))
        {
            LogFailed(id, entry.Transaction.Operation, failure);
            await source.FailAsync(lease.Holder, id, failure, cancellationToken);
            heldBack.UnionWith(entry.Transaction.Entities);
            return true;
        }

        await source.CountAttemptAsync(id, failure, cancellationToken);
        deferred[id] = After(RetrySchedule.AttemptDelay(attempts, site.TransactionBuffering.RetryDelay));
        heldBack.UnionWith(entry.Transaction.Entities);
        return true;
    }

    /// <summary>A transaction that waits for its next attempt holds back its entities meanwhile, and nothing else.</summary>
    private HashSet<string> EntitiesOfWaiting(IReadOnlyList<BufferedTransaction> batch)
    {
        var now = time.GetTimestamp();
        foreach (var due in deferred.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToArray())
            deferred.Remove(due);
        return [.. batch.Where(entry => deferred.ContainsKey(entry.Transaction.Id)).SelectMany(entry => entry.Transaction.Entities)];
    }

    private async Task HaveEpochAsync(CancellationToken cancellationToken)
    {
        var term = lease.Term;
        if (epoch is not null && epochTerm == term)
            return;

        epoch = await main.AcquireEpochAsync(site.SiteName, cancellationToken);
        epochTerm = term;
        if (epoch.GreatestSequence is { } greatest)
        {
            sentUpTo = Math.Max(sentUpTo, greatest);
            await source.RaiseSequenceAsync(greatest, cancellationToken);
        }

        LogEpoch(site.SiteName, epoch.Value);
    }

    /// <summary>
    /// What broke off may still be under way at main. Only under a new epoch can it no longer be committed, and its markers are
    /// final.
    /// </summary>
    private bool BrokeOff(Failure failure)
    {
        epoch = null;
        size = size.AfterBreak();
        return WaitForMain(failure.ToString());
    }

    private bool WaitForMain(string reason)
    {
        linkFailures++;
        if (Status.State != DrainState.WaitingForMain)
            LogWaiting(reason);
        notBefore = After(RetrySchedule.LinkDelay(linkFailures));
        return Stop(new(DrainState.WaitingForMain, reason, reason));
    }

    private long After(TimeSpan delay) => time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency);

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
