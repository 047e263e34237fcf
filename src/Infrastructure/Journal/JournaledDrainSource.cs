using System.Collections.Concurrent;
using CcatOps.Application.Draining;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Redis;

namespace CcatOps.Infrastructure.Journal;

/// <summary>Shows the drain nothing of a buffer that is not complete.</summary>
internal sealed class JournaledDrainSource(IDrainSource source, JournalGuard guard, JournalReconciler reconciler) : IDrainSource
{
    private const int MostRemembered = 1_000;

    private readonly ConcurrentQueue<Guid> confirmed = [];

    public Task<bool> HoldLeaseAsync(string holder, TimeSpan duration, CancellationToken cancellationToken) =>
        source.HoldLeaseAsync(holder, duration, cancellationToken);

    public Task ReleaseLeaseAsync(string holder, CancellationToken cancellationToken) => source.ReleaseLeaseAsync(holder, cancellationToken);

    public Task<PeekOutcome> PeekAsync(string holder, BatchSize size, CancellationToken cancellationToken) =>
        guard.UseRedisAsync(() => source.PeekAsync(holder, size, cancellationToken), cancellationToken);

    public Task<PeekOutcome.Batch> PeekBehindAsync(
        string holder,
        BatchSize size,
        IReadOnlyList<BufferedTransaction> underWay,
        IReadOnlyCollection<Guid> leftBehind,
        CancellationToken cancellationToken) =>
        guard.UseRedisAsync(() => source.PeekBehindAsync(holder, size, underWay, leftBehind, cancellationToken), cancellationToken);

    public async Task ConfirmAsync(IReadOnlyCollection<Guid> transactionIds, Lsn lsn, CancellationToken cancellationToken)
    {
        await source.ConfirmAsync(transactionIds, lsn, cancellationToken);
        foreach (var id in transactionIds)
            confirmed.Enqueue(id);
        while (confirmed.Count > MostRemembered)
            confirmed.TryDequeue(out _);
    }

    public Task<IReadOnlyCollection<Guid>> ExpectAtMainAsync(CancellationToken cancellationToken) =>
        reconciler.ExpectAtMainAsync([.. confirmed]);

    public Task MeetMainAsync(IReadOnlyCollection<Guid> expected, IReadOnlySet<Guid> found, CancellationToken cancellationToken) =>
        reconciler.MeetMainAsync(expected, found, cancellationToken);

    public Task FailAsync(string holder, Guid transactionId, Failure failure, CancellationToken cancellationToken) =>
        source.FailAsync(holder, transactionId, failure, cancellationToken);

    public Task CountAttemptAsync(Guid transactionId, Failure failure, CancellationToken cancellationToken) =>
        source.CountAttemptAsync(transactionId, failure, cancellationToken);

    public Task ReleaseAsync(IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken) =>
        source.ReleaseAsync(transactionIds, cancellationToken);

    public Task RaiseSequenceAsync(long greatestMarker, CancellationToken cancellationToken) =>
        source.RaiseSequenceAsync(greatestMarker, cancellationToken);
}
