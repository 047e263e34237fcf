namespace CcatOps.Faults.Evaluation;

/// <summary>A row of <c>applied_transaction</c>.</summary>
/// <param name="DatabaseTransaction">The database's number (<c>xmin</c>) of what wrote it: grows with each transaction that writes.</param>
internal sealed record Marker(Guid Transaction, long? Sequence, long DatabaseTransaction, string? Key, IReadOnlyList<string> Entities)
{
    /// <summary>The operation. A person's decision leaves a record by a transaction of its own, which no client has sent.</summary>
    public string Operation { get; init; } = "";

    public bool IsOfDecision => Operation is "record_audit_event" or "record_token_use";
}
