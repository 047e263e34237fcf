using CcatOps.Domain.Status;

namespace CcatOps.Domain.Buffering;

/// <summary>The report of a Redis server about itself, as far as it concerns the safety of its data. Names are those of CONFIG and INFO.</summary>
public sealed record RedisFacts
{
    public required string RunId { get; init; }
    public required string Role { get; init; }
    public required bool Loading { get; init; }

    /// <summary>Null where the server does not let us read its configuration.</summary>
    public string? AppendOnly { get; init; }

    public string? AppendFsync { get; init; }
    public string? NoAppendFsyncOnRewrite { get; init; }
    public string? MaxMemoryPolicy { get; init; }
    public required string AofLastWriteStatus { get; init; }

    /// <summary>Bytes of memory that it may use: <c>maxmemory</c>, or those of its machine.</summary>
    public long Memory { get; init; }

    /// <summary>Bytes of memory that it uses.</summary>
    public long UsedMemory { get; init; }

    /// <summary>The difference of its clock to that of this process; null: unknown.</summary>
    public ClockDifference? Clock { get; init; }
}
