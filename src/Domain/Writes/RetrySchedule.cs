namespace CcatOps.Domain.Writes;

/// <summary>How long to wait after a failure. The loops obey it.</summary>
public static class RetrySchedule
{
    /// <summary>
    /// How often a transaction that was sent alone may meet the server's state, or break off, before others are let past it. Until then
    /// nothing says that it is not the server or the link.
    /// </summary>
    public const int TriesBeforeSetAside = 3;

    /// <summary>A class of errors that is not known may be one that passes: below this nobody could have mended it.</summary>
    public static readonly TimeSpan ShortestTrial = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan FirstLinkDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>A probe is one packet, so a link that is back should not lie idle for longer than this.</summary>
    private static readonly TimeSpan LongestLinkDelay = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan FirstServerDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestServerDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestAttemptDelay = TimeSpan.FromMinutes(5);

    /// <summary>The wait after the given number (from 1) of failures of the link in a row.</summary>
    public static TimeSpan LinkDelay(int failures) => Doubled(FirstLinkDelay, failures, LongestLinkDelay);

    /// <summary>The wait after the given number (from 1) of times in a row that the server's state kept everything from being applied.</summary>
    public static TimeSpan ServerDelay(int failures) => Doubled(FirstServerDelay, failures, LongestServerDelay);

    /// <summary>How long one transaction is set aside that uses up no attempt, while others are let past it.</summary>
    /// <param name="reason">Why it was not applied.</param>
    /// <param name="times">How often that was so, from 1.</param>
    /// <param name="took">How long the last time took. One that breaks off keeps the link busy for a fifth of the time at most.</param>
    public static TimeSpan SetAsideDelay(FailureClass reason, int times, TimeSpan took) => reason switch
    {
        FailureClass.Contention => Doubled(TimeSpan.FromMilliseconds(250), times, TimeSpan.FromSeconds(2)),
        FailureClass.ServerState => Doubled(TimeSpan.FromSeconds(10), times, TimeSpan.FromMinutes(1)),
        _ => TimeSpan.FromTicks(Math.Max(2 * TimeSpan.TicksPerSecond, took.Ticks * 4)),
    };

    /// <summary>The wait after the given attempt (from 1) of one transaction; never less than the configured one.</summary>
    public static TimeSpan AttemptDelay(int attempt, TimeSpan retryDelay) =>
        Doubled(retryDelay, attempt, retryDelay > LongestAttemptDelay ? retryDelay : LongestAttemptDelay);

    /// <summary>Whether the transaction fails now, having had this many attempts in this time.</summary>
    public static bool IsExhausted(int attempts, int retryAttempts, TimeSpan triedFor) =>
        attempts >= retryAttempts && triedFor >= ShortestTrial;

    private static TimeSpan Doubled(TimeSpan first, int times, TimeSpan longest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        var ticks = first.Ticks * Math.Pow(2, Math.Min(times - 1, 32));
        return ticks < longest.Ticks ? TimeSpan.FromTicks((long)ticks) : longest;
    }
}
