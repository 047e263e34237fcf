using CcatOps.Application.FaultInjection;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Draining;

/// <summary>
/// The right of this process to write for its site: an epoch of the main database, taken with each term of the lease and after each batch that broke off.
/// Under a new epoch no earlier batch can be committed, so the markers are final.
/// </summary>
internal sealed class DrainSession(string siteName, IDrainSource source, IMainDatabase main, DrainLease lease)
{
    private Epoch? epoch;
    private int term;
    private long sentUpTo;
    private IReadOnlyCollection<Guid> lastSent = [];
    private (IReadOnlyCollection<Guid> Asked, AppliedTransactions Applied)? answered;
    private volatile bool isDue;

    public long Epoch => epoch!.Value;

    /// <summary>Null while this process has none.</summary>
    public long? EpochOrNone => epoch?.Value;

    /// <summary>The transactions sent last, while it is unknown whether main has them.</summary>
    public IReadOnlyCollection<Guid> InDoubt => epoch is null ? lastSent : [];

    /// <param name="confirmedAsync">Completes when all known confirmations are stored; they determine what main must have.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether a new epoch was taken.</returns>
    public async Task<bool> OpenAsync(Func<Task> confirmedAsync, CancellationToken cancellationToken)
    {
        if (isDue)
            (isDue, epoch) = (false, null);
        var current = lease.Term;
        if (epoch is not null && term == current)
            return false;

        await confirmedAsync();
        Fault.Reach(FaultPoint.BeforeEpoch);
        IReadOnlyCollection<Guid> expected = [];
        var (taken, applied) = await main.AcquireEpochAsync(siteName, InQuestionAsync, cancellationToken);
        Fault.Reach(FaultPoint.AfterEpoch);
        await source.MeetMainAsync(expected, applied.Ids, cancellationToken);
        (epoch, term, answered) = (taken, current, (lastSent, applied));
        if (epoch.GreatestSequence is { } greatest)
        {
            sentUpTo = Math.Max(sentUpTo, greatest);
            await source.RaiseSequenceAsync(greatest, cancellationToken);
        }

        return true;

        // One round trip for all: what main must have, and what was under way when it was last heard of.
        async Task<IReadOnlyCollection<Guid>> InQuestionAsync() =>
            [.. expected = await source.ExpectAtMainAsync(cancellationToken), .. lastSent];
    }

    public void Close() => (epoch, answered) = (null, null);

    /// <summary>Ends it at the next look; may be called at any time from anywhere.</summary>
    public void CloseSoon() => isDue = true;

    public void NoteSending(IReadOnlyList<BufferedTransaction> batch)
    {
        sentUpTo = Math.Max(sentUpTo, batch.Max(entry => entry.Sequence));
        (lastSent, answered) = ([.. batch.Select(entry => entry.Transaction.Id)], null);
    }

    /// <summary>Notes that what was sent last has had no effect.</summary>
    public void NoteWithoutEffect() => answered = (lastSent, new AppliedTransactions(new HashSet<Guid>(), default));

    /// <summary>
    /// Finds the transactions that main does not have. A transaction that was sent once and is still in the queue may already be at main; only its marker
    /// proves it.
    /// </summary>
    /// <returns>The transactions that main does not have.</returns>
    public async Task<IReadOnlyList<BufferedTransaction>> WithoutAppliedAsync(
        IReadOnlyList<BufferedTransaction> batch,
        CancellationToken cancellationToken)
    {
        var doubtful = batch.Where(entry => entry.Sequence <= sentUpTo).Select(entry => entry.Transaction.Id).ToArray();
        if (doubtful.Length == 0)
            return batch;

        // Since the epoch was taken nothing was sent, so what the markers said then is as good as new.
        var applied = answered is { } known && !Mutants.IsActive(Mutant.MarkersNotAsked) && doubtful.All(known.Asked.ToHashSet().Contains)
            ? known.Applied
            : await FindAppliedAsync(doubtful, cancellationToken);
        var ids = doubtful.Where(applied.Ids.Contains).ToArray();
        if (ids.Length > 0)
            await source.ConfirmAsync(ids, applied.Lsn, cancellationToken);
        return [.. batch.Where(entry => !applied.Ids.Contains(entry.Transaction.Id))];
    }

    /// <summary>Which of these main has, and a log position at or after their commits.</summary>
    public async Task<AppliedTransactions> FindAppliedAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        ids.Count == 0 || Mutants.IsActive(Mutant.MarkersNotAsked)
            ? new AppliedTransactions(new HashSet<Guid>(), default)
            : await main.FindAppliedAsync(ids, cancellationToken);
}
