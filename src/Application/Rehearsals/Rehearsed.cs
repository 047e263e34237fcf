using CcatOps.Domain.Writes;

namespace CcatOps.Application.Rehearsals;

/// <summary>The expected result for a transaction, as clients see it.</summary>
/// <param name="TransactionId">The transaction.</param>
/// <param name="Operation">Its operation.</param>
/// <param name="Entities">Its entities.</param>
/// <param name="Would"><c>apply</c>, <c>fail</c>, <c>park</c>, or <c>be_known</c>: main has it already.</param>
/// <param name="Error">Why it would fail; else null.</param>
public sealed record Rehearsed(Guid TransactionId, string Operation, IReadOnlyList<string> Entities, string Would, Failure? Error)
{
    internal static Rehearsed Of(Transaction transaction, RehearsalOutcome outcome)
    {
        var (would, error) = outcome switch
        {
            RehearsalOutcome.Applied => ("apply", null),
            RehearsalOutcome.Known => ("be_known", null),
            RehearsalOutcome.Refused refused => ("fail", refused.Failure),
            _ => ("park", (Failure?)null),
        };
        return new(transaction.Id, transaction.Operation, transaction.Entities, would, error);
    }
}
