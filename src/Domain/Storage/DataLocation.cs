using CcatOps.Domain.Records;

namespace CcatOps.Domain.Storage;

/// <summary>A place for data at a site: a disk, a bucket or a tape library.</summary>
public sealed record DataLocation : StoredRecord
{
    public required int Id { get; init; }
    public required int SiteId { get; init; }

    /// <summary>Unique at its site; the case of the letters A to Z does not count.</summary>
    public required string Name { get; init; }

    public required LocationType LocationType { get; init; }
    public required StorageType StorageType { get; init; }

    /// <summary>The location with the lowest number is used first.</summary>
    public required int Priority { get; init; }

    /// <summary>Whether it takes data now.</summary>
    public required bool Active { get; init; }

    public long? CapacityBytes { get; init; }
    public long? FreeBytes { get; init; }

    /// <summary>When the free bytes were counted.</summary>
    public DateTimeOffset? ObservedAt { get; init; }
}

public enum LocationType
{
    Source,
    Buffer,
    LongTermArchive,
    Processing,
}

public enum StorageType
{
    Disk,
    S3,
    Tape,
}
