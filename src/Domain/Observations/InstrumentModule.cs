using CcatOps.Domain.Records;

namespace CcatOps.Domain.Observations;

/// <summary>A module of an instrument.</summary>
public sealed record InstrumentModule : StoredRecord
{
    public required int Id { get; init; }
    public required int InstrumentId { get; init; }

    /// <summary>Unique in its instrument; the case of the letters A to Z does not count.</summary>
    public required string Name { get; init; }

    public int? Pixels { get; init; }

    /// <summary>Whether it can be used now.</summary>
    public required bool Available { get; init; }

    /// <summary>Its position in the focal plane, such as <c>i3</c>.</summary>
    public string? FocalPlaneSlot { get; init; }
}
