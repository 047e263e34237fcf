using CcatOps.Application.FaultInjection;
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
    private volatile bool isDue;

    public long Epoch => epoch!.Value;

    /// <returns>Whether a new epoch was taken.</returns>
    public async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        if (isDue)
            (isDue, epoch) = (false, null);
        var current = lease.Term;
        if (epoch is not null && term == current)
            return false;

        Fault.Reach(FaultPoint.BeforeEpoch);
        var taken = await main.AcquireEpochAsync(siteName, cancellationToken);
        Fault.Reach(FaultPoint.AfterEpoch);
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

    /// <summary>Ends it at the next look; may be called at any time from anywhere.</summary>
    public void CloseSoon() => isDue = true;

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
        if (doubtful.Length == 0 || Mutants.IsActive(Mutant.MarkersNotAsked))
            return batch;

        var applied = await main.FindAppliedAsync(doubtful, cancellationToken);
        if (applied.Ids.Count > 0)
            await source.ConfirmAsync([.. applied.Ids], applied.Lsn, cancellationToken);
        return [.. batch.Where(entry => !applied.Ids.Contains(entry.Transaction.Id))];
    }
}
