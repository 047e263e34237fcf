using CcatOps.Application.Errors;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Draining;

/// <summary>
/// The batch behind the one that is being applied, fetched meanwhile. It is asked for before anything of that one is settled, and is there
/// before anything of it fails: what can be put back then was seen to wait, so nothing older can be passed by.
/// </summary>
internal sealed class FetchedAhead(IDrainSource source, DrainLease lease)
{
    private Task<PeekOutcome.Batch>? fetching;
    private (IReadOnlyList<BufferedTransaction> Batch, HashSet<string> HeldBack)? before;
    private Guid[] leftBehind = [];

    /// <summary>
    /// Returns the fetched batch. Transactions that share an entity with a refused or deferred one of the batch before were fetched too early, and stay
    /// in the queue.
    /// </summary>
    /// <returns>Null: the oldest have to be looked at.</returns>
    public async Task<PeekOutcome.Batch?> TakeAsync()
    {
        var (asked, settled) = (fetching, before);
        Forget();
        if (asked is null || settled is not { Batch: var batch, HeldBack: var heldBack } || (await asked).Transactions is not { Count: > 0 } fetched)
            return null;
        var next = EntityOrder.WithoutHeldBack(fetched, heldBack);
        if (next.Count == 0)
            return null;
        if (heldBack.Count > 0)
            leftBehind = [.. batch.Concat(fetched).Where(entry => heldBack.Overlaps(entry.Transaction.Entities)).Select(entry => entry.Transaction.Id)];
        return new(next);
    }

    /// <summary>Forgets what was fetched and not taken, and returns it.</summary>
    public async Task<IReadOnlyList<BufferedTransaction>> GiveUpAsync()
    {
        var asked = fetching;
        Forget();
        return asked is null ? [] : (await asked).Transactions;
    }

    /// <summary>Whether something was asked for and not taken yet.</summary>
    public bool IsFetching => fetching is not null;

    /// <summary>Begins to fetch what follows a batch, where it is so full that more is likely to wait.</summary>
    /// <param name="batch">The batch that is being applied.</param>
    /// <param name="size">How much it might have been.</param>
    /// <param name="confirmed">Ends when nothing that was applied before is in the queue any more.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public void Fetch(IReadOnlyList<BufferedTransaction> batch, BatchSize size, Task confirmed, CancellationToken cancellationToken)
    {
        var bytes = batch.Sum(entry => (long)entry.Bytes);
        fetching = size.IsFilledBy(batch.Count, bytes) ? FetchAsync(leftBehind) : null;
        leftBehind = [];

        async Task<PeekOutcome.Batch> FetchAsync(Guid[] leftBehind)
        {
            try
            {
                await confirmed;
                return await source.PeekBehindAsync(lease.Holder, size.AfterSuccess(batch.Count, bytes), batch, leftBehind, cancellationToken);
            }
            catch (BufferUnavailableException)
            {
                // The next look at the buffer tells.
                return PeekOutcome.Batch.Empty;
            }
        }
    }

    /// <summary>When it is there.</summary>
    public Task ArriveAsync() => fetching ?? Task.CompletedTask;

    /// <summary>The batch has been dealt with, but for what is held back.</summary>
    public void FollowUp(IReadOnlyList<BufferedTransaction> batch, HashSet<string> heldBack) => before = (batch, heldBack);

    public void Forget() => (fetching, before, leftBehind) = (null, null, []);
}
