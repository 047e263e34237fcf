using System.Diagnostics;

namespace CcatOps.Bench.Staging;

/// <summary>Waits for a condition with little delay, and tells how long it took.</summary>
internal static class Clock
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);

    /// <returns>The time since <paramref name="since"/>, a timestamp of <see cref="Stopwatch"/>.</returns>
    /// <exception cref="TimeoutException">It took longer than <paramref name="within"/>.</exception>
    public static async Task<TimeSpan> UntilAsync(
        long since, Func<Task<bool>> condition, TimeSpan within, string because, CancellationToken cancellationToken, TimeSpan? every = null)
    {
        using var timer = new PeriodicTimer(every ?? Interval);
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(since) > within)
                throw new TimeoutException(FormattableString.Invariant($"Not within {within.TotalSeconds:0} s: {because}."));
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        return Stopwatch.GetElapsedTime(since);
    }
}
