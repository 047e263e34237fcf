using CcatOps.Domain.Records;

namespace CcatOps.Domain.Storage;

/// <summary>A site at which data are stored.</summary>
public sealed record DataSite : StoredRecord
{
    public required int Id { get; init; }

    /// <summary>Unique; the case of the letters A to Z does not count.</summary>
    public required string ShortName { get; init; }

    public required string Name { get; init; }

    /// <summary>The place, for people.</summary>
    public string? Location { get; init; }
}
