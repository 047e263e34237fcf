using CcatOps.Application.Errors;

namespace CcatOps.Infrastructure.Buffering;

/// <summary>The kinds of trouble with Redis that call for different cures.</summary>
internal static class BufferFaults
{
    /// <summary>It answers, but was emptied, restarted without its file, or set back.</summary>
    public static bool IsIncomplete(this BufferUnavailableException fault) => fault.InnerException is IncompleteException;

    public static BufferUnavailableException Incomplete() =>
        new("Redis does not hold all that this site has accepted, and is being rebuilt from the journal.", new IncompleteException());

    private sealed class IncompleteException : Exception;
}
