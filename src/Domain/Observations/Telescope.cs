using CcatOps.Domain.Records;

namespace CcatOps.Domain.Observations;

/// <summary>A telescope and its place on Earth.</summary>
public sealed record Telescope : StoredRecord
{
    public required int Id { get; init; }
    public required int ObservatoryId { get; init; }

    /// <summary>Unique.</summary>
    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>Geographic latitude in degrees, north positive.</summary>
    public required double LatDeg { get; init; }

    /// <summary>Geographic longitude in degrees, east positive.</summary>
    public required double LonDeg { get; init; }

    /// <summary>Height above sea level in metres.</summary>
    public required double AltM { get; init; }
}
