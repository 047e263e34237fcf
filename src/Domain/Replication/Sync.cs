using CcatOps.Domain.Writes;

namespace CcatOps.Domain.Replication;

/// <summary>The progress of a record to the main database and back; every record carries it.</summary>
/// <param name="State">The state of the newest transaction in the record.</param>
/// <param name="TransactionId">That transaction; null for rows written by other programs.</param>
/// <param name="Lsn">The main database's log position after its commit, while it is on its way to the replica.</param>
public sealed record Sync(TransactionState State, Guid? TransactionId, Lsn? Lsn = null);
