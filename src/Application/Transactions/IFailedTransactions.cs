using CcatOps.Application.Errors;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Transactions;

/// <summary>
/// A person's decisions about a failed transaction. The audit transaction is stored in the same atomic step as the decision, whatever the room in the
/// buffer. All members throw <see cref="BufferUnavailableException"/>.
/// </summary>
public interface IFailedTransactions
{
    /// <summary>
    /// Puts it back in its place in the queue, followed by the parked transactions that waited only for it, in order. Its attempts are counted from zero;
    /// its history is kept.
    /// </summary>
    /// <returns>The ids that were put back, in order; null when the transaction is not a failed one.</returns>
    Task<IReadOnlyList<Guid>?> RetryAsync(Guid id, Transaction? audit, CancellationToken cancellationToken);

    /// <summary>Gives it other values, in the overlay too, and puts it back like a retry. Entities and claims stay.</summary>
    /// <param name="edited">The transaction with its new values.</param>
    /// <param name="edit">The change.</param>
    /// <param name="earlierEdits">How many edits it had when it was read; another number means that it has changed since.</param>
    /// <param name="audit">The record of the decision; null: none is kept.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The ids that were put back, in order; null when it is not a failed one, or was edited since.</returns>
    Task<IReadOnlyList<Guid>?> EditAsync(
        Transaction edited, TransactionEdit edit, int earlierEdits, Transaction? audit, CancellationToken cancellationToken);

    /// <summary>Gives it up for good, and the parked ones that waited only for it.</summary>
    /// <param name="id">The failed transaction.</param>
    /// <param name="releaseFollowers">Puts the parked ones back into the queue instead.</param>
    /// <param name="reason">Why.</param>
    /// <param name="principal">The person who decides.</param>
    /// <param name="audit">The record of the decision; null: none is kept.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The discarded and returned transactions; null if the transaction has not failed.</returns>
    Task<DiscardOutcome?> DiscardAsync(
        Guid id, bool releaseFollowers, string reason, string principal, Transaction? audit, CancellationToken cancellationToken);
}

public sealed record DiscardOutcome(IReadOnlyList<Guid> Discarded, IReadOnlyList<Guid> Released);
