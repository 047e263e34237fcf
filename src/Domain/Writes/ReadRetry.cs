namespace CcatOps.Domain.Writes;

/// <summary>Decides whether a read that failed is tried again. A read has no effect, so that it may always be.</summary>
public static class ReadRetry
{
    /// <summary>The attempts after which a read that the server cancels is given up, about 1.5 s after the first.</summary>
    private const int MostAttempts = 6;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);

    /// <param name="failure">The error of the local database.</param>
    /// <param name="attempts">The attempts so far, at least 1.</param>
    /// <returns>The time to wait before the next attempt, or null if there is none.</returns>
    public static TimeSpan? DelayAfter(Failure failure, int attempts) => failure.SqlState switch
    {
        // A replica cancels reads that conflict with its replay, and may do so again until the replay has caught up. It ends sessions for it too.
        ['4', '0', ..] or "57014" or "57P01" => attempts < MostAttempts ? FirstDelay * (1 << (attempts - 1)) : null,

        // A pooled connection may be stale: one more shows.
        "25P02" => AtOnce(attempts),
        _ when failure.Class is FailureClass.Link or FailureClass.Contention => AtOnce(attempts),
        _ => null,
    };

    private static TimeSpan? AtOnce(int attempts) => attempts == 1 ? TimeSpan.Zero : null;
}
