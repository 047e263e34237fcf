using System.Text.Json.Nodes;
using CcatOps.Domain.Records;

namespace CcatOps.Domain.Observations;

/// <summary>A change of an execution after its start: its end, or an edit.</summary>
public sealed record ExecutedObsUnitChange : StoredRecord
{
    public required Guid Id { get; init; }
    public required Guid ExecutedObsUnitId { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The site at which it was changed.</summary>
    public required string SiteName { get; init; }

    /// <summary>The principal that made the change.</summary>
    public required string Principal { get; init; }

    /// <summary>The fields that were changed, as they were.</summary>
    public required JsonObject OldValues { get; init; }

    /// <summary>The same fields, as they are since.</summary>
    public required JsonObject NewValues { get; init; }
}
