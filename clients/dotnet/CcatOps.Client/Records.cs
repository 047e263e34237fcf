using System.Text.Json.Nodes;

namespace CcatOps.Client;

/// <summary>Begins an execution of a planned unit.</summary>
/// <param name="ObsUnitId">The planned unit.</param>
public sealed record NewExecution(int ObsUnitId)
{
    /// <summary>Made by the client, so that a write that is sent again names the same execution.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>When it began; null: when the service gets it.</summary>
    public DateTimeOffset? StartTime { get; init; }

    public string? InstrumentModule { get; init; }

    /// <summary>Weather and whatever else the instrument notes; it is kept as it is.</summary>
    public JsonObject? Conditions { get; init; }

    public string? Comment { get; init; }
}

/// <summary>Ends an execution.</summary>
/// <param name="Status">How it ended; not <see cref="ExecutionStatus.Running"/>.</param>
public sealed record ExecutionEnd(ExecutionStatus Status)
{
    /// <summary>When it ended; null: when the service gets it.</summary>
    public DateTimeOffset? EndTime { get; init; }
}

/// <summary>A raw data file of an execution.</summary>
/// <param name="Name">The file's name.</param>
public sealed record NewFile(string Name)
{
    /// <summary>Made by the client, so that a write that is sent again names the same file.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public string? RelativePath { get; init; }

    public long? SizeBytes { get; init; }

    /// <summary>Algorithm and hexadecimal digest, such as <c>sha256:9f86…</c>.</summary>
    public string? Checksum { get; init; }

    public string? InstrumentModule { get; init; }
}

public enum ExecutionStatus
{
    Running,
    Completed,
    Failed,
    Aborted,
}

/// <summary>The states on the way of a write, in their order: accepted at the site, sent to main, at main, and shown by the site's own replica.</summary>
public enum SyncState
{
    Buffered,
    Applying,
    Committed,
    Replicated,

    /// <summary>Main refused it; a person has to decide.</summary>
    Failed,

    /// <summary>It waits behind one that main refused.</summary>
    Parked,

    /// <summary>A person gave it up.</summary>
    Discarded,
}

/// <summary>The progress of a record on its way to main and back.</summary>
/// <param name="State">The state.</param>
/// <param name="TransactionId">The transaction that brings it; null for records that were never written through the service.</param>
public sealed record Sync(SyncState State, Guid? TransactionId);

/// <summary>An execution as the service knows it.</summary>
public sealed record Execution(
    Guid Id,
    int ObsUnitId,
    ExecutionStatus Status,
    DateTimeOffset StartTime,
    DateTimeOffset? EndTime,
    string? InstrumentModule,
    JsonObject? Conditions,
    string? Comment,
    long RawDataFileCount,
    Sync Sync);

/// <summary>A raw data file as the service knows it.</summary>
public sealed record RawDataFile(
    Guid Id, Guid ExecutedObsUnitId, string Name, string? RelativePath, long? SizeBytes, string? Checksum, string? InstrumentModule, Sync Sync);

/// <summary>A transaction on its way.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">Its state.</param>
/// <param name="Error">Why main refused it; null: it did not.</param>
/// <param name="WaitsFor">The reason why it waits, in words; null: it does not wait.</param>
public sealed record TransactionStatus(Guid Id, SyncState State, string? Error, string? WaitsFor);

/// <summary>The answer to files that were registered together.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Ids">Their ids, in the order in which they were sent.</param>
/// <param name="Sync">Their progress.</param>
public sealed record RegisteredFiles(int Count, IReadOnlyList<Guid> Ids, Sync Sync);
