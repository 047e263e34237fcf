using System.Text.Json.Serialization;
using CcatOps.Domain.Replication;

namespace CcatOps.Domain.Records;

/// <summary>A record of a row that clients read.</summary>
public abstract record StoredRecord
{
    /// <summary>How far the record is on its way to the main database and back; null in a request.</summary>
    public Sync? Sync { get; init; }

    /// <summary>The newest transaction in the row, as the database holds it; clients see it in <see cref="Sync"/>.</summary>
    [JsonIgnore]
    public Guid? TransactionId { get; init; }
}
