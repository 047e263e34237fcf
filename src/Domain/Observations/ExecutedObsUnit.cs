using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CcatOps.Domain.Replication;

namespace CcatOps.Domain.Observations;

/// <summary>One execution of a planned unit, born at the telescope.</summary>
public sealed record ExecutedObsUnit
{
    public required Guid Id { get; init; }
    public required int ObsUnitId { get; init; }
    public required ExecutionStatus Status { get; init; }
    public required DateTimeOffset StartTime { get; init; }
    public DateTimeOffset? EndTime { get; init; }
    public string? InstrumentModule { get; init; }

    /// <summary>Weather and whatever else the instrument notes, as it came.</summary>
    public JsonObject? Conditions { get; init; }

    public string? Comment { get; init; }

    /// <summary>How many files the execution has.</summary>
    public long RawDataFileCount { get; init; }

    /// <summary>Its files. In a list those with the smallest ids, 20 at most, unless all are asked for.</summary>
    public IReadOnlyList<RawDataFile> RawDataFiles { get; init; } = [];
    public Sync? Sync { get; init; }

    /// <summary>The newest transaction in the row, as the database holds it; clients see it in <see cref="Sync"/>.</summary>
    [JsonIgnore]
    public Guid? TransactionId { get; init; }
}

public enum ExecutionStatus
{
    Running,
    Completed,
    Failed,
    Aborted,
}
