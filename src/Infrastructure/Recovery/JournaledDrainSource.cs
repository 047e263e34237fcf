using System.Collections.Concurrent;
using CcatOps.Application.Draining;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Journal;

namespace CcatOps.Infrastructure.Recovery;

/// <summary>
/// Shows the drain nothing of a buffer that is not complete, and notes in the journal what becomes of each transaction before Redis shows it,
/// so that states do not go back while Redis is unavailable.
/// </summary>
internal sealed class JournaledDrainSource(IDrainSource source, SiteJournal journal, JournalGuard guard, JournalReconciler reconciler)
    : IDrainSource
{
    private const int MostRemembered = 1_000;

    private readonly ConcurrentQueue<Guid> confirmed = [];
    private volatile ConcurrentDictionary<Guid, long> peeked = [];

    public Task<bool> HoldLeaseAsync(string holder, TimeSpan duration, CancellationToken cancellationToken) =>
        source.HoldLeaseAsync(holder, duration, cancellationToken);

    public Task ReleaseLeaseAsync(string holder, CancellationToken cancellationToken) => source.ReleaseLeaseAsync(holder, cancellationToken);

    public async Task<PeekOutcome> PeekAsync(string holder, BatchSize size, CancellationToken cancellationToken)
    {
        var outcome = await guard.UseRedisAsync(() => source.PeekAsync(holder, size, cancellationToken), cancellationToken);
        if (outcome is PeekOutcome.Batch batch)
            peeked = new(batch.Transactions.Select(Place));
        return outcome;
    }

    public async Task<PeekOutcome.Batch> PeekBehindAsync(
        string holder,
        BatchSize size,
        IReadOnlyList<BufferedTransaction> underWay,
        IReadOnlyCollection<Guid> leftBehind,
        CancellationToken cancellationToken)
    {
        var batch = await guard.UseRedisAsync(
            () => source.PeekBehindAsync(holder, size, underWay, leftBehind, cancellationToken), cancellationToken);
        foreach (var (id, sequence) in batch.Transactions.Select(Place))
            peeked[id] = sequence;
        return batch;
    }

    public Task ReturnAsync(string holder, IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken) =>
        source.ReturnAsync(holder, transactionIds, cancellationToken);

    public async Task ConfirmAsync(IReadOnlyCollection<Guid> transactionIds, Lsn lsn, CancellationToken cancellationToken)
    {
        await journal.NoteAsync(new JournalRecord.Moved(Sequences(transactionIds), TransactionState.Committed) { Lsn = lsn });
        await source.ConfirmAsync(transactionIds, lsn, cancellationToken);
        foreach (var id in transactionIds)
        {
            peeked.TryRemove(id, out _);
            confirmed.Enqueue(id);
        }

        while (confirmed.Count > MostRemembered)
            confirmed.TryDequeue(out _);
    }

    public Task<IReadOnlyCollection<Guid>> ExpectAtMainAsync(CancellationToken cancellationToken) =>
        reconciler.ExpectAtMainAsync([.. confirmed]);

    public Task MeetMainAsync(IReadOnlyCollection<Guid> expected, IReadOnlySet<Guid> found, CancellationToken cancellationToken) =>
        reconciler.MeetMainAsync(expected, found, cancellationToken);

    public async Task FailAsync(string holder, Guid transactionId, Failure failure, CancellationToken cancellationToken)
    {
        await journal.NoteAsync(new JournalRecord.Moved(Sequences([transactionId]), TransactionState.Failed) { Error = failure.ToString() });
        await source.FailAsync(holder, transactionId, failure, cancellationToken);
    }

    public Task CountAttemptAsync(Guid transactionId, Failure failure, CancellationToken cancellationToken) =>
        source.CountAttemptAsync(transactionId, failure, cancellationToken);

    public Task ReleaseAsync(IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken) =>
        source.ReleaseAsync(transactionIds, cancellationToken);

    public Task RaiseSequenceAsync(long greatestMarker, CancellationToken cancellationToken) =>
        source.RaiseSequenceAsync(greatestMarker, cancellationToken);

    /// <summary>The sequences of those that were peeked; others have their state in Redis only.</summary>
    private string Sequences(IEnumerable<Guid> ids) => SequenceSet.Of(ids.Select(id => peeked.GetValueOrDefault(id))).ToString();

    private static KeyValuePair<Guid, long> Place(BufferedTransaction entry) => new(entry.Transaction.Id, entry.Sequence);
}
