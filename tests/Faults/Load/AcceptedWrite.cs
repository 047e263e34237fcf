namespace CcatOps.Faults.Load;

/// <summary>A write that the service has answered for, as its client knows it.</summary>
/// <param name="Ordinal">Its place among all answers. A later write to the same execution was sent after this answer.</param>
/// <param name="Kind">The kind of write.</param>
/// <param name="Key">Its idempotency key, which is also in a column of each row that it makes.</param>
/// <param name="Transaction">The transaction that the answer named.</param>
/// <param name="Executions">The executions that it touches.</param>
/// <param name="Rows">The rows that must be in the main database.</param>
/// <param name="IsProvoked">Whether it was sent in order to fail at main, or follows one that was.</param>
internal sealed record AcceptedWrite(
    long Ordinal,
    RequestKind Kind,
    string Key,
    Guid Transaction,
    IReadOnlyList<Guid> Executions,
    IReadOnlyList<SentRow> Rows,
    bool IsProvoked);
