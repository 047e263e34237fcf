using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CcatOps.Domain.Replication;

namespace CcatOps.Domain.Observations;

/// <summary>A planned unit of observation, made at the main site.</summary>
public sealed record ObsUnit
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
    public Sync? Sync { get; init; }

    /// <summary>The newest transaction in the row, as the database holds it; clients see it in <see cref="Sync"/>.</summary>
    [JsonIgnore]
    public Guid? TransactionId { get; init; }
}
