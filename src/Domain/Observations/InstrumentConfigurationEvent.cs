using System.Text.Json.Nodes;
using CcatOps.Domain.Records;

namespace CcatOps.Domain.Observations;

/// <summary>A configuration that a module was given, logged where it happened.</summary>
public sealed record InstrumentConfigurationEvent : StoredRecord
{
    public required Guid Id { get; init; }
    public required int InstrumentModuleId { get; init; }

    /// <summary>The execution for which it was made.</summary>
    public Guid? ExecutedObsUnitId { get; init; }

    public required DateTimeOffset LoggedAt { get; init; }

    /// <summary>The configuration, as it came.</summary>
    public required JsonObject Parameters { get; init; }

    public string? Comment { get; init; }
}
