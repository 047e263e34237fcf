using CcatOps.Domain.Writes;

namespace CcatOps.Application.Draining;

/// <summary>
/// The right of this process to write for its site: an epoch of the main database, taken anew with each term of the lease and after
/// each batch that broke off. Under a new epoch no earlier batch can be committed any more, so what the markers say then is final.
/// </summary>
internal sealed class DrainSession(string siteName, IDrainSource source, IMainDatabase main, DrainLease lease)
{
    private Epoch? epoch;
    private int term;
    private long sentUpTo;

    public long Epoch => epoch!.Value;

    /// <returns>Whether a new epoch was taken.</returns>
    public async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        var current = lease.Term;
        if (epoch is not null && term == current)
            return false;

        var taken = await main.AcquireEpochAsync(siteName, cancellationToken);
        await source.MeetMainAsync(cancellationToken);
        (epoch, term) = (taken, current);
        if (epoch.GreatestSequence is { } greatest)
        {
            sentUpTo = Math.Max(sentUpTo, greatest);
            await source.RaiseSequenceAsync(greatest, cancellationToken);
        }

        return true;
    }

    public void Close() => epoch = null;

    public void NoteSending(IReadOnlyList<BufferedTransaction> batch) =>
        sentUpTo = Math.Max(sentUpTo, batch.Max(entry => entry.Sequence));

    /// <summary>
    /// What was sent once, by this process or an earlier drainer, and is still in the queue may be at main already; only the
    /// markers tell.
    /// </summary>
    /// <returns>The transactions that main does not have.</returns>
    public async Task<IReadOnlyList<BufferedTransaction>> WithoutAppliedAsync(
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
}
