using CcatOps.Application.Errors;

namespace CcatOps.Application.Transactions;

/// <summary>What a person does with a failed transaction. All members throw <see cref="BufferUnavailableException"/>.</summary>
public interface IFailedTransactions
{
    /// <summary>Puts it back at the head of the queue, and the parked ones that waited only for it behind it, in order.</summary>
    /// <returns>The ids that were put back, in order; null when the transaction is not a failed one.</returns>
    Task<IReadOnlyList<Guid>?> RetryAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Gives it up for good, and the parked ones that waited only for it.</summary>
    /// <param name="id">The failed transaction.</param>
    /// <param name="releaseFollowers">Puts the parked ones back into the queue instead.</param>
    /// <param name="reason">Why.</param>
    /// <param name="principal">Who says so.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What was given up and put back; null when the transaction is not a failed one.</returns>
    Task<DiscardOutcome?> DiscardAsync(
        Guid id, bool releaseFollowers, string reason, string principal, CancellationToken cancellationToken);
}

public sealed record DiscardOutcome(IReadOnlyList<Guid> Discarded, IReadOnlyList<Guid> Released);
