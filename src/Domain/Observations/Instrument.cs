using CcatOps.Domain.Records;

namespace CcatOps.Domain.Observations;

/// <summary>An instrument of the observatory.</summary>
public sealed record Instrument : StoredRecord
{
    public required int Id { get; init; }

    /// <summary>Unique; the case of the letters A to Z does not count.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it can be used now.</summary>
    public required bool Available { get; init; }

    public int? TelescopeId { get; init; }
    public InstrumentType? InstrumentType { get; init; }
    public string? Description { get; init; }
}

public enum InstrumentType
{
    Heterodyne,
    Bolometer,
}
