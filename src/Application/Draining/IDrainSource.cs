using CcatOps.Application.Errors;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Draining;

/// <summary>
/// The site's durable queue, from the side of the one who empties it. Nothing is taken out before it is safe elsewhere, and
/// only the holder of the lease changes what can still be applied. All members throw <see cref="BufferUnavailableException"/>.
/// </summary>
public interface IDrainSource
{
    /// <summary>Takes the lease when nobody holds it, or holds it for longer.</summary>
    /// <returns>Whether <paramref name="holder"/> has it now.</returns>
    Task<bool> HoldLeaseAsync(string holder, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives the lease back, so that another process need not wait until it ends.</summary>
    Task ReleaseLeaseAsync(string holder, CancellationToken cancellationToken);

    /// <summary>
    /// Shows the oldest transactions, in order, and marks them as being applied. Those whose entity is held back by a failed
    /// one are parked on the way. A failed or parked transaction holds back only those with a greater sequence: an earlier one
    /// of its entities may still be in the queue, and is not to be parked behind it.
    /// </summary>
    Task<PeekOutcome> PeekAsync(string holder, BatchSize size, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="PeekAsync"/>, but shows those behind the ones that are being applied, so that they can be fetched meanwhile. An adapter
    /// need not be able to.
    /// </summary>
    /// <param name="holder">The holder of the lease.</param>
    /// <param name="size">How much.</param>
    /// <param name="underWay">The batch that is being applied. None of it is settled when this is called; confirmations must not overtake the call.</param>
    /// <param name="leftBehind">Transactions that were shown before it and not applied. Those that are held back are parked first.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Empty: nothing more waits, or what is under way are not exactly the oldest any more.</returns>
    Task<PeekOutcome.Batch> PeekBehindAsync(
        string holder,
        BatchSize size,
        IReadOnlyList<BufferedTransaction> underWay,
        IReadOnlyCollection<Guid> leftBehind,
        CancellationToken cancellationToken) =>
        Task.FromResult(PeekOutcome.Batch.Empty);

    /// <summary>Notes that these are not being applied after all: they were shown and not sent, and wait in their places.</summary>
    Task ReturnAsync(string holder, IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken);

    /// <summary>Notes that main has applied these, and takes them out of the queue; a repetition changes nothing.</summary>
    Task ConfirmAsync(IReadOnlyCollection<Guid> transactionIds, Lsn lsn, CancellationToken cancellationToken);

    /// <summary>Moves one transaction to the failed ones; the later ones of its entities will be parked.</summary>
    Task FailAsync(string holder, Guid transactionId, Failure failure, CancellationToken cancellationToken);

    /// <summary>Counts an attempt that failed for a reason that may pass.</summary>
    Task CountAttemptAsync(Guid transactionId, Failure failure, CancellationToken cancellationToken);

    /// <summary>Releases confirmed transactions that the local replica shows: they leave the overlay.</summary>
    Task ReleaseAsync(IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken);

    /// <summary>Returns the transactions that main must have unless it was restored from a backup.</summary>
    Task<IReadOnlyCollection<Guid>> ExpectAtMainAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<Guid>>([]);

    /// <summary>
    /// Lets the queue see, before anything is applied in a session, whether main still has what it had; what it has lost is put back.
    /// </summary>
    /// <exception cref="MainDatabaseUnavailableException">Main cannot be asked.</exception>
    Task MeetMainAsync(IReadOnlyCollection<Guid> expected, IReadOnlySet<Guid> found, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sets the counter of sequences to at least this value.</summary>
    Task RaiseSequenceAsync(long greatestMarker, CancellationToken cancellationToken);
}

public abstract record PeekOutcome
{
    /// <param name="Transactions">The oldest ones in order; empty when nothing waits.</param>
    public sealed record Batch(IReadOnlyList<BufferedTransaction> Transactions) : PeekOutcome
    {
        public static readonly Batch Empty = new([]);
    }

    public sealed record Paused(string Reason) : PeekOutcome;

    /// <summary>The lease is no longer ours.</summary>
    public sealed record LeaseLost : PeekOutcome;
}
