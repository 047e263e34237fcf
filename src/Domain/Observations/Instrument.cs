using CcatOps.Domain.Records;

namespace CcatOps.Domain.Observations;

/// <summary>An instrument of the observatory.</summary>
public sealed record Instrument : StoredRecord
{
    public required int Id { get; init; }

    /// <summary>Unique.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it can be used now.</summary>
    public required bool Available { get; init; }
}
