using CcatOps.Domain.Records;

namespace CcatOps.Domain.Observations;

/// <summary>An observatory, which has telescopes.</summary>
public sealed record Observatory : StoredRecord
{
    public required int Id { get; init; }

    /// <summary>Unique.</summary>
    public required string Name { get; init; }

    public string? Description { get; init; }
}
