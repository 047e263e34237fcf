using CcatOps.Application.Errors;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Writes;

/// <summary>The site's durable queue, from the side of those who put something in.</summary>
public interface ITransactionBuffer
{
    /// <summary>
    /// Takes a transaction in one atomic step: capacity, claims, place in the queue, status and overlay, or nothing of it.
    /// Repeating the call with the same transaction id changes nothing more.
    /// </summary>
    /// <param name="transaction">The transaction to keep.</param>
    /// <param name="limits">The loads at which it is refused.</param>
    /// <param name="cancellationToken">Stops waiting; the transaction may have been taken.</param>
    /// <exception cref="BufferUnavailableException">It cannot be reached, or is not durable enough.</exception>
    /// <exception cref="ConflictException">A transaction that cannot be read holds one of the claims; nothing was stored.</exception>
    /// <exception cref="LocalDatabaseUnavailableException">A released one holds a claim, and the database that shows it cannot be reached.</exception>
    Task<AcceptOutcome> AcceptAsync(Transaction transaction, BufferLimits limits, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a transaction that was written directly in the overlay until the local replica shows it, and gives it those of its claims that no
    /// other holds.
    /// </summary>
    /// <exception cref="BufferUnavailableException">It cannot be reached.</exception>
    Task TrackAsync(Transaction transaction, Lsn lsn, CancellationToken cancellationToken);
}

public abstract record AcceptOutcome
{
    /// <param name="Sequence">Its place in the order of the site.</param>
    /// <param name="Warning">How it is held, where that is less than it should be.</param>
    public sealed record Accepted(long Sequence, string? Warning = null) : AcceptOutcome;

    /// <summary>An earlier transaction holds one of the claims; nothing was stored.</summary>
    public sealed record Claimed(Transaction Holder, string Claim) : AcceptOutcome;

    /// <summary>No room; nothing was stored.</summary>
    public sealed record Full(BufferShortage Shortage) : AcceptOutcome;
}
