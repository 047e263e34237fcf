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
    private readonly Confirmations confirmations = new(source);
    private readonly FetchedAhead ahead = new(source, lease);
    private readonly Rejections rejections = new(site, source, lease, time, logger);
    private BatchSize size = BatchSize.Initial;
    private GroupSize groups = GroupSize.Whole;
    private int linkFailures;
    private long notBefore;
    private int settled;
    private TimeSpan longest;

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

    /// <summary>Ends when this process has noted something as applied at main, so that there is something to follow.</summary>
    public Task NextConfirmation => confirmations.Next;

    /// <summary>Main may not be what it was: the next look at the buffer begins with a new session.</summary>
    public void MeetMainAnew() => session.CloseSoon();

    /// <summary>As <see cref="DrainAsync"/>; without main it lets pass the time until main is to be tried again, which the caller need not know.</summary>
    public async Task<bool> DrainOrWaitForLinkAsync(CancellationToken cancellationToken)
    {
        if (await DrainAsync(cancellationToken))
            return true;
        var wait = time.GetElapsedTime(time.GetTimestamp(), notBefore);
        if (wait <= TimeSpan.Zero)
            return false;
        await Task.Delay(wait, time, cancellationToken);
        return true;
    }

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
            if (await session.OpenAsync(confirmations.DoneAsync, cancellationToken))
            {
                ahead.Forget();
                LogEpoch(site.SiteName, session.Epoch);
            }

            switch (await ahead.TakeAsync() ?? await PeekAsync(cancellationToken))
            {
                case PeekOutcome.Paused paused:
                    return Stop(new(DrainState.Paused, paused.Reason, Status.LastError));
                case PeekOutcome.LeaseLost:
                    lease.Lose();
                    return Stop(new(DrainState.Standby, "another process of this site drains", Status.LastError));
                case PeekOutcome.Batch { Transactions: var batch }:
                    var goesOn = await ApplyAsync(batch, cancellationToken);
                    if (!goesOn || !ahead.IsFetching)
                        await confirmations.DoneAsync();
                    return goesOn;
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

    private async Task<PeekOutcome> PeekAsync(CancellationToken cancellationToken)
    {
        await confirmations.DoneAsync();
        return await source.PeekAsync(lease.Holder, size, cancellationToken);
    }

    /// <returns>Whether something leaves the queue, so that a further look is worth while.</returns>
    private async Task<bool> ApplyAsync(IReadOnlyList<BufferedTransaction> batch, CancellationToken cancellationToken)
    {
        var rest = await session.WithoutAppliedAsync(batch, cancellationToken);
        settled = batch.Count - rest.Count;
        if (settled > 0)
            confirmations.Tell();
        var heldBack = rejections.EntitiesIn(rest);
        settled += await rejections.FailNewerAsync(rest, heldBack, cancellationToken);
        if (settled == 0 && BatchSize.IsQuick(longest))
            ahead.Fetch(batch, size, confirmations.Begun, cancellationToken);
        longest = TimeSpan.Zero;
        if (!await ApplyAsync(EntityOrder.WithoutHeldBack(rest, heldBack), heldBack, cancellationToken))
            return false;

        linkFailures = 0;
        size = size.AfterSuccess(batch.Count, batch.Sum(entry => (long)entry.Bytes), longest);
        ahead.FollowUp(batch, heldBack);
        Status = new(DrainState.Running, LastError: Status.LastError);
        return settled > 0;
    }

    /// <summary>Applies a batch; what is refused is divided until it stands alone, while what shares no entity with it goes on.</summary>
    /// <returns>Whether the drain may go on.</returns>
    private async Task<bool> ApplyAsync(
        IReadOnlyList<BufferedTransaction> batch,
        HashSet<string> heldBack,
        CancellationToken cancellationToken)
    {
        var parts = new BatchParts(batch, groups);
        while (parts.Next(heldBack) is { Count: > 0 } pieces)
        {
            var outcome = await SendAsync(pieces, cancellationToken);
            switch (outcome)
            {
                case BatchOutcome.Broken { Failure: var counted } when Mutants.IsActive(Mutant.LinkErrorsCount):
                    await SettleAsync([(pieces[0][0], counted)], heldBack, cancellationToken);
                    return true;
                case BatchOutcome.Answered { Refusals: var errors } when errors.Values.FirstOrDefault(IsTrouble) is { } trouble:
                    return BrokeOff(trouble);
                case BatchOutcome.Answered answer:
                    linkFailures = 0;
                    var (applied, refused) = parts.Take(answer);
                    settled += applied.Count;
                    confirmations.Begin(Ids(applied), answer.Lsn.GetValueOrDefault(), cancellationToken);
                    if (refused.Count == 0)
                        break;
                    await confirmations.DoneAsync();
                    await SettleAsync(refused, heldBack, cancellationToken);
                    break;
                case BatchOutcome.Broken { Failure: var failure }:
                    return BrokeOff(failure);
                default:
                    session.Close();
                    lease.Lose();
                    return Stop(new(DrainState.Standby, "another process of this site has taken over the drain", Status.LastError));
            }
        }

        groups = groups.After(parts.IsDivided);
        return true;
    }

    private async Task<BatchOutcome> SendAsync(IReadOnlyList<IReadOnlyList<BufferedTransaction>> pieces, CancellationToken cancellationToken)
    {
        BufferedTransaction[] sent = [.. pieces.SelectMany(piece => piece)];
        session.NoteSending(sent);
        if (Mutants.IsActive(Mutant.PopBeforeApply))
            await source.ConfirmAsync(Ids(sent), default, cancellationToken);
        Fault.Reach(FaultPoint.BeforeBatch);
        var started = time.GetTimestamp();
        var outcome = await main.ApplyAsync(pieces, session.Epoch, cancellationToken);
        var elapsed = time.GetElapsedTime(started);
        longest = elapsed > longest ? elapsed : longest;
        if (outcome is BatchOutcome.Answered { Refusals: var refusals, Skipped: var skipped })
        {
            if (refusals.Count > 0)
                LogRefused(refusals.Count, pieces.Count, refusals.First().Value);
            var applied = pieces.Where((_, place) => !refusals.ContainsKey(place) && !skipped.Contains(place));
            observer.BatchApplied(applied.Sum(piece => piece.Count), elapsed);
        }

        return outcome;
    }

    /// <summary>Settles what main refused by itself. It may have refused it because it has it already: then it counts as applied.</summary>
    private async Task SettleAsync(
        IReadOnlyList<(BufferedTransaction Entry, Failure Failure)> refused, HashSet<string> heldBack, CancellationToken cancellationToken)
    {
        var doubtful = Ids(refused.Where(each => each.Failure.MayBeRepetition()).Select(each => each.Entry));
        var known = await session.FindAppliedAsync(doubtful, cancellationToken);
        confirmations.Begin([.. known.Ids], known.Lsn, cancellationToken);
        await confirmations.DoneAsync();
        settled += known.Ids.Count;
        await ahead.ArriveAsync();
        foreach (var (entry, failure) in refused.Where(each => !known.Ids.Contains(each.Entry.Transaction.Id)))
        {
            Status = new(DrainState.Running, LastError: failure.ToString());
            if (await rejections.NoteAsync(entry, failure, heldBack, cancellationToken))
                settled++;
        }
    }

    private static bool IsTrouble(Failure failure) => failure.Class == FailureClass.Link;

    private static Guid[] Ids(IEnumerable<BufferedTransaction> entries) => [.. entries.Select(entry => entry.Transaction.Id)];

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

    [LoggerMessage(LogLevel.Warning, "Main refused {Refused} of {Sent} parts of a batch, which are divided until each stands alone: {Failure}")]
    private partial void LogRefused(int refused, int sent, Failure failure);
}
