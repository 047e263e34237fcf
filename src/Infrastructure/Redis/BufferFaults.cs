using CcatOps.Application.Errors;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>What must be in Redis for it to hold all that the journal holds.</summary>
internal interface IJournalMark
{
    /// <summary>The journal's id.</summary>
    string Id { get; }

    /// <summary>The greatest sequence in the journal.</summary>
    long Greatest { get; }
}

/// <summary>The kinds of trouble with Redis that call for different cures.</summary>
internal static class BufferFaults
{
    /// <summary>Nothing answers. A server that still loads its data is as good as away; one that refuses a write is not.</summary>
    public static bool IsAway(this BufferUnavailableException fault) => fault.InnerException switch
    {
        RedisConnectionException or RedisTimeoutException => true,
        RedisServerException refusal => refusal.Message.StartsWith("LOADING", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>It answers, but was emptied, restarted without its file, or set back.</summary>
    public static bool IsIncomplete(this BufferUnavailableException fault) => fault.InnerException is IncompleteException;

    public static BufferUnavailableException Incomplete() =>
        new("Redis does not hold all that this site has accepted, and is being rebuilt from the journal.", new IncompleteException());

    private sealed class IncompleteException : Exception;
}
