using System.Text.Json.Nodes;
using CcatOps.Domain.Records;

namespace CcatOps.Domain.Observations;

/// <summary>One execution of a planned unit, born at the telescope.</summary>
public sealed record ExecutedObsUnit : StoredRecord
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

    /// <summary>The quality of the data, as people judge it; null: not judged.</summary>
    public ExecutionQuality? Quality { get; init; }

    /// <summary>How many files the execution has.</summary>
    [NotStored]
    public long RawDataFileCount { get; init; }

    /// <summary>Its files. In a list those with the smallest ids, 20 at most, unless all are asked for.</summary>
    [NotStored]
    public IReadOnlyList<RawDataFile> RawDataFiles { get; init; } = [];
}

public enum ExecutionStatus
{
    Running,
    Completed,
    Failed,
    Aborted,
}

public enum ExecutionQuality
{
    Unchecked,
    Good,
    Questionable,
    Bad,
    Rejected,
    Junk,
}
