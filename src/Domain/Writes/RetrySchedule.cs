namespace CcatOps.Domain.Writes;

/// <summary>How long to wait after a failure. The loops obey it.</summary>
public static class RetrySchedule
{
    private static readonly TimeSpan FirstLinkDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>A probe is one packet, so a link that is back should not lie idle for longer than this.</summary>
    private static readonly TimeSpan LongestLinkDelay = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan LongestAttemptDelay = TimeSpan.FromMinutes(5);

    /// <summary>The wait after the given number (from 1) of failures of the link in a row.</summary>
    public static TimeSpan LinkDelay(int failures) => Doubled(FirstLinkDelay, failures, LongestLinkDelay);

    /// <summary>The wait after the given attempt (from 1) of one transaction; never less than the configured one.</summary>
    public static TimeSpan AttemptDelay(int attempt, TimeSpan retryDelay) =>
        Doubled(retryDelay, attempt, retryDelay > LongestAttemptDelay ? retryDelay : LongestAttemptDelay);

    /// <summary>Whether the transaction fails now, having had this many attempts.</summary>
    public static bool IsExhausted(int attempts, int retryAttempts) => attempts >= retryAttempts;

    private static TimeSpan Doubled(TimeSpan first, int times, TimeSpan longest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        var ticks = first.Ticks * Math.Pow(2, Math.Min(times - 1, 32));
        return ticks < longest.Ticks ? TimeSpan.FromTicks((long)ticks) : longest;
    }
}
