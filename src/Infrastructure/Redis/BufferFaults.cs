using CcatOps.Application.Errors;

namespace CcatOps.Infrastructure.Redis;

/// <summary>The content that Redis must have to hold all that the journal holds.</summary>
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
    /// <summary>It answers, but was emptied, restarted without its file, or set back.</summary>
    public static bool IsIncomplete(this BufferUnavailableException fault) => fault.InnerException is IncompleteException;

    public static BufferUnavailableException Incomplete() =>
        new("Redis does not hold all that this site has accepted, and is being rebuilt from the journal.", new IncompleteException());

    private sealed class IncompleteException : Exception;
}
