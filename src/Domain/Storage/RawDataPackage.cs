using CcatOps.Domain.Observations;
using CcatOps.Domain.Records;

namespace CcatOps.Domain.Storage;

/// <summary>Raw data files of one execution and one module, packed together.</summary>
public sealed record RawDataPackage : StoredRecord
{
    public required Guid Id { get; init; }
    public required Guid ExecutedObsUnitId { get; init; }
    public required int InstrumentModuleId { get; init; }

    /// <summary>Which of the packages of the execution and the module it is, from 1.</summary>
    public required int Part { get; init; }

    public required string Name { get; init; }
    public required PackageState State { get; init; }
    public long? SizeBytes { get; init; }

    /// <summary>Algorithm and hexadecimal digest, such as <c>sha256:9f86…</c>.</summary>
    public string? Checksum { get; init; }

    /// <summary>How often its transfer was tried again.</summary>
    public required int RetryCount { get; init; }

    /// <summary>Its files; null in a list.</summary>
    [NotStored]
    public IReadOnlyList<RawDataFile>? RawDataFiles { get; init; }
}
