using System.Text.Json;
using System.Text.Json.Serialization;

namespace CcatOps.TwoSite.Control;

internal enum Verb
{
    Status,
    LinkDown,
    LinkUp,
    Stop,
}

/// <summary>The answer of a running stage to every verb: its state afterwards, or why there is none.</summary>
internal sealed record Reply(int ProcessId, StageStatus? Status = null, string? Error = null);

/// <summary>The stage at a glance. What could not be read is null.</summary>
internal sealed record StageStatus
{
    public required bool LinkUp { get; init; }
    public required double RoundTripMs { get; init; }
    public required Uri MainUrl { get; init; }
    public required Uri SecondaryUrl { get; init; }

    /// <summary>An administrator's, made for this stage alone.</summary>
    public required string Token { get; init; }

    public required int MainDbPort { get; init; }
    public required int ReplicaDbPort { get; init; }
    public required int RedisPort { get; init; }
    public BufferStatus? Buffer { get; init; }
    public long? ReplicaLagBytes { get; init; }
}

/// <summary>The answer of <c>GET /api/buffer</c> at the secondary site.</summary>
internal sealed record BufferStatus(long Depth, long Unconfirmed, long Failed, long Parked);

internal static class ControlJson
{
    /// <summary>One line per message, so that a reader knows where it ends.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public static JsonSerializerOptions Indented { get; } = new(Options) { WriteIndented = true };
}
