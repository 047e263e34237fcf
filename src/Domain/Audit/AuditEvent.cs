using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CcatOps.Domain.Replication;

namespace CcatOps.Domain.Audit;

/// <summary>A decision of a person about the buffer: who, when, why.</summary>
public sealed record AuditEvent
{
    public required Guid Id { get; init; }
    public required string SiteName { get; init; }

    /// <summary>When, by the clock of the site where it was decided.</summary>
    public required DateTimeOffset At { get; init; }

    public required string Principal { get; init; }
    public required AuditAction Action { get; init; }

    /// <summary>The transaction that it was about; null: the buffer as a whole.</summary>
    public Guid? AboutTransactionId { get; init; }

    public string? Reason { get; init; }
    public JsonObject? Details { get; init; }
    public Sync? Sync { get; init; }

    /// <summary>The transaction that wrote the row; clients see it in <see cref="Sync"/>.</summary>
    [JsonIgnore]
    public Guid? TransactionId { get; init; }
}

public enum AuditAction
{
    Retry,
    Edit,
    Discard,
    Pause,
    Resume,
    Reconcile,
}
