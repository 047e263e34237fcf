using System.Text.Json.Nodes;
using CcatOps.Domain.Records;

namespace CcatOps.Domain.Observations;

/// <summary>A planned unit of observation, made at the main site.</summary>
public sealed record ObsUnit : StoredRecord
{
    public required int Id { get; init; }
    public required string Name { get; init; }
    public string? Target { get; init; }

    /// <summary>Right ascension in degrees, 0 to 360.</summary>
    public double? Ra { get; init; }

    /// <summary>Declination in degrees, -90 to 90.</summary>
    public double? Dec { get; init; }

    public double? DurationSeconds { get; init; }
    public JsonObject? Configuration { get; init; }
}
