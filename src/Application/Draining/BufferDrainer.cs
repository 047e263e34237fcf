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
    private readonly DrainSession session = new(site.SiteName, source, main, lease);
    private readonly Confirmations confirmations = new(source);
    private readonly FetchedAhead ahead = new(source, lease);
    private readonly Rejections rejections = new(site, source, lease, time, logger);
    private BatchSize size = BatchSize.Initial;
    private readonly Backoff backoff = new(time);
    private GroupSize groups = GroupSize.Whole;
    private int settled;
    private TimeSpan longest;
    private TimeSpan last;

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

    /// <summary>The epoch under which this process drains; null: it has none.</summary>
    public long? Epoch => lease.IsHeld ? session.EpochOrNone : null;

    /// <summary>Transactions that main did not take for a reason that may pass, and that others are let past.</summary>
    public IReadOnlyList<SetAside> SetAside => rejections.Deferrals.List();

    /// <summary>Ends when this process has noted something as applied at main, so that there is something to follow.</summary>
    public Task NextConfirmation => confirmations.Next;

    /// <summary>Main may not be what it was: the next look at the buffer begins with a new session.</summary>
    public void MeetMainAnew() => session.CloseSoon();

    /// <summary>
    /// As <see cref="DrainAsync"/>; without main, or where something set aside is due soon, it first lets that time pass, which the caller need not
    /// know.
    /// </summary>
    public async Task<bool> DrainOrWaitForLinkAsync(CancellationToken cancellationToken)
    {
        if (await DrainAsync(cancellationToken))
            return true;
        var wait = backoff.Remaining;
        if (wait <= TimeSpan.Zero)
        {
            if (!lease.IsHeld || rejections.Deferrals.NextDue() is not { } due || due >= site.TransactionBuffering.BackgroundProcessingInterval)
                return false;
            wait = due;
        }

        await Task.Delay(wait, time, cancellationToken);
        return true;
    }

    /// <summary>Applies one batch, if it may and there is one.</summary>
    /// <returns>Whether more may be waiting, so that the caller should come again at once.</returns>
    public async Task<bool> DrainAsync(CancellationToken cancellationToken)
    {
        if (!lease.IsHeld)
        {
            rejections.Deferrals.Clear();
            return Stop(new(DrainState.Standby, lease.Fault ?? "another process of this site drains", lease.Fault ?? Status.LastError));
        }

        if (backoff.Remaining > TimeSpan.Zero)
            return false;

        IReadOnlyList<BufferedTransaction> shown = [];
        try
        {
            // First the right to write: what is shown is marked as being applied, and must not be while main is unavailable.
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
                    shown = batch;
                    var goesOn = await DrainBatchAsync(batch, cancellationToken);
                    if (!goesOn || !ahead.IsFetching)
                        await confirmations.DoneAsync();
                    if (Status.State == DrainState.WaitingForMain)
                        await ReturnUnsentAsync(shown, cancellationToken);
                    return goesOn;
                default:
                    return false;
            }
        }
        catch (MainDatabaseUnavailableException exception)
        {
            WaitForMain(exception.Cause, exception.Message);
            await ReturnUnsentAsync(shown, cancellationToken);
            return false;
        }
        catch (BufferUnavailableException exception)
        {
            return Stop(new(DrainState.Standby, exception.Message, exception.Message));
        }
    }

    /// <summary>Returns to the queue what was marked as being applied and not sent. The outcome of what was sent is unknown.</summary>
    private async Task ReturnUnsentAsync(IReadOnlyList<BufferedTransaction> shown, CancellationToken cancellationToken)
    {
        try
        {
            await confirmations.DoneAsync();
            Guid[] unsent = [.. Ids([.. shown, .. await ahead.GiveUpAsync()]).Except(session.InDoubt)];
            if (unsent.Length > 0)
                await source.ReturnAsync(lease.Holder, unsent, cancellationToken);
        }
        catch (BufferUnavailableException)
        {
            // The next look at the buffer tells.
        }
    }

    private async Task<PeekOutcome> PeekAsync(CancellationToken cancellationToken)
    {
        await confirmations.DoneAsync();
        var outcome = await source.PeekAsync(lease.Holder, size, cancellationToken);
        while (outcome is PeekOutcome.Batch { Transactions: { Count: > 0 and < BatchSize.Largest } batch } && rejections.LeaveRoomIn(batch, size))
        {
            var behind = await source.PeekBehindAsync(lease.Holder, size, batch, [], cancellationToken);
            if (behind.Transactions.Count == 0)
                break;
            outcome = new PeekOutcome.Batch([.. batch, .. behind.Transactions]);
        }

        return outcome;
    }

    /// <returns>Whether something leaves the queue, so that a further look is worth while.</returns>
    private async Task<bool> DrainBatchAsync(IReadOnlyList<BufferedTransaction> batch, CancellationToken cancellationToken)
    {
        var heldBack = rejections.Deferrals.EntitiesIn(batch);
        var isOthersTurn = rejections.Deferrals.EndTurn();
        var ready = EntityOrder.WithoutHeldBack(batch, heldBack);
        var next = backoff.IsProbing ? [.. ready.Take(1)] : rejections.Together(ready);
        var isAll = next.Count == ready.Count;
        var isLarge = next is [{ IsLarge: true }];
        var rest = await session.WithoutAppliedAsync(next, cancellationToken);
        settled = next.Count - rest.Count;
        if (settled > 0)
        {
            rejections.Deferrals.Settle(Ids(next).Except(Ids(rest)));
            confirmations.Tell();
        }

        // A set of its own: what is refused from here on holds back what comes behind it, and nothing that was found ready before.
        var refused = new HashSet<string>();
        settled += await rejections.FailUnfitAsync(rest, refused, cancellationToken);
        if (isAll && settled == 0 && !isLarge && !isOthersTurn && BatchSize.IsQuick(longest))
            ahead.Fetch(batch, size, confirmations.Begun, cancellationToken);
        longest = TimeSpan.Zero;
        if (!await ApplyInPartsAsync(EntityOrder.WithoutHeldBack(rest, refused), refused, cancellationToken))
            return false;

        var sent = isAll && !isOthersTurn ? batch : next;
        if (!isLarge)
            size = size.AfterSuccess(sent.Count, sent.Sum(entry => (long)entry.Bytes), longest);
        if (isAll)
            ahead.FollowUp(batch, [.. heldBack, .. refused]);
        if (next.Count == 0 && batch.Count > 0 && backoff.IsProbing)
            return settled > 0 || isOthersTurn;
        if (backoff.IsProbing)
            rejections.Deferrals.MakeDue(FailureClass.ServerState);
        backoff.NoteSuccess();
        Status = new(DrainState.Running, LastError: Status.LastError);
        return settled > 0 || !isAll || isLarge || isOthersTurn;
    }

    private static Guid[] Ids(IEnumerable<BufferedTransaction> entries) => [.. entries.Select(entry => entry.Transaction.Id)];

    private bool WaitForMain(FailureClass cause, string reason)
    {
        backoff.Note(cause);
        if (Status.State != DrainState.WaitingForMain || Status.Cause != cause)
            LogWaiting(reason);
        return Stop(new(DrainState.WaitingForMain, reason, reason, cause));
    }

    private bool Stop(DrainStatus status)
    {
        Status = status;
        return false;
    }

    [LoggerMessage(LogLevel.Information, "Drains site {SiteName} under epoch {Epoch}")]
    private partial void LogEpoch(string siteName, long epoch);

    [LoggerMessage(LogLevel.Warning, "Waits for the main database: {Reason}. It is tried again, and what is accepted stays in the buffer meanwhile. Check the link and the server")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(LogLevel.Warning, "Main refused {Refused} of {Sent} parts of a batch, which are divided until each stands alone: {Failure}")]
    private partial void LogRefused(int refused, int sent, Failure failure);
}
