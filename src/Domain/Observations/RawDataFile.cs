using CcatOps.Domain.Records;

namespace CcatOps.Domain.Observations;

/// <summary>The record of one raw data file; the file itself is elsewhere.</summary>
public sealed record RawDataFile : StoredRecord
{
    public required Guid Id { get; init; }
    public required Guid ExecutedObsUnitId { get; init; }
    public required string Name { get; init; }
    public string? RelativePath { get; init; }
    public long? SizeBytes { get; init; }

    /// <summary>Algorithm and hexadecimal digest, such as <c>sha256:9f86…</c>.</summary>
    public string? Checksum { get; init; }

    public string? InstrumentModule { get; init; }

    /// <summary>The package that it is in.</summary>
    public Guid? RawDataPackageId { get; init; }
}
