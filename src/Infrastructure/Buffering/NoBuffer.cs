using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Buffering;

/// <summary>The buffer of a site that has none: a main site writes directly, so there is nothing to overlay or to drain.</summary>
internal sealed class NoBuffer : ITransactionBuffer, IOverlayFeed, IBufferMonitor, IFailedTransactions, IDrainSource
{
    private static readonly OverlayUpdate Nothing = new(new OverlayVersion("", 0), IsSnapshot: false, []);

    public Task<OverlayUpdate> ReadAsync(OverlayVersion? known, CancellationToken cancellationToken) => Task.FromResult(Nothing);

    public Task<BufferStatus> GetStatusAsync(CancellationToken cancellationToken) => Task.FromResult(new BufferStatus
    {
        Depth = 0,
        Failed = 0,
        Parked = 0,
        Unconfirmed = 0,
        Totals = new Dictionary<string, long>(),
    });

    public Task<BufferSafety> CheckSafetyAsync(CancellationToken cancellationToken) => Task.FromResult(new BufferSafety("none", []));

    public Task<bool> HoldLeaseAsync(string holder, TimeSpan duration, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task ReleaseLeaseAsync(string holder, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<Guid>?> RetryAsync(Guid id, Transaction? audit, CancellationToken cancellationToken) => throw None();

    public Task<IReadOnlyList<Guid>?> EditAsync(
        Transaction edited, TransactionEdit edit, int earlierEdits, Transaction? audit, CancellationToken cancellationToken) => throw None();

    public Task<DiscardOutcome?> DiscardAsync(
        Guid id, bool releaseFollowers, string reason, string principal, Transaction? audit, CancellationToken cancellationToken) =>
        throw None();

    public Task PauseAsync(string reason, string principal, Transaction? audit, CancellationToken cancellationToken) => throw None();

    public Task ResumeAsync(Transaction? audit, CancellationToken cancellationToken) => throw None();

    public Task<AcceptOutcome> AcceptAsync(Transaction transaction, BufferLimits limits, CancellationToken cancellationToken) => throw None();

    public Task TrackAsync(Transaction transaction, Lsn lsn, CancellationToken cancellationToken) => throw None();

    public Task<PeekOutcome> PeekAsync(string holder, BatchSize size, CancellationToken cancellationToken) => throw None();

    public Task ReturnAsync(string holder, IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken) => throw None();

    public Task ConfirmAsync(IReadOnlyCollection<Guid> transactionIds, Lsn lsn, CancellationToken cancellationToken) => throw None();

    public Task FailAsync(string holder, Guid transactionId, Failure failure, CancellationToken cancellationToken) => throw None();

    public Task CountAttemptAsync(Guid transactionId, Failure failure, CancellationToken cancellationToken) => throw None();

    public Task ReleaseAsync(IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken) => throw None();

    public Task RaiseSequenceAsync(long greatestMarker, CancellationToken cancellationToken) => throw None();

    private static ConflictException None() => new("This is a main site: it writes directly and has no buffer.");
}
