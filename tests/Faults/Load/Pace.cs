using System.Diagnostics;

namespace CcatOps.Faults.Load;

/// <summary>Says when the next write of a load is due, over all its telescopes.</summary>
internal sealed class Pace(LoadOptions options)
{
    private readonly long started = Stopwatch.GetTimestamp();
    private int begun;

    /// <summary>Waits for the turn of one more write; false when the load has had all its writes.</summary>
    public async Task<bool> NextAsync(CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref begun);
        if (number > options.Writes || cancellationToken.IsCancellationRequested)
            return false;
        if (options.WritesPerSecond is not { } rate)
            return true;
        var due = TimeSpan.FromSeconds(number / rate) - Stopwatch.GetElapsedTime(started);
        return due <= TimeSpan.Zero || await ElapsedAsync(due, cancellationToken);
    }

    /// <summary>Lets time pass between two requests; false when the load was stopped.</summary>
    public static async Task<bool> ElapsedAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(time < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : time);
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
