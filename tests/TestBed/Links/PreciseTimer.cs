using System.Diagnostics;
using CcatOps.TestBed.Processes;

namespace CcatOps.TestBed.Links;

/// <summary>
/// Waits for a moment given as a <see cref="Stopwatch"/> timestamp, about 0.2 ms late. Task.Delay is up to 2 ms late, which
/// would be in every round trip twice.
/// </summary>
internal static class PreciseTimer
{
    private static readonly TimeSpan Oversleep = TimeSpan.FromMicroseconds(120);
    private static readonly object Gate = new();
    private static readonly PriorityQueue<TaskCompletionSource, long> Waiting = new();

    static PreciseTimer() => new Thread(Run) { IsBackground = true, Name = "delay line timer" }.Start();

    public static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    public static Task UntilAsync(long moment)
    {
        if (moment <= Stopwatch.GetTimestamp())
            return Task.CompletedTask;
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (Gate)
        {
            Waiting.Enqueue(waiter, moment);
            if (Waiting.Peek() == waiter)
                Monitor.Pulse(Gate);
        }

        return waiter.Task;
    }

    private static void Run()
    {
        Linux.WakeThisThreadSharply();
        while (true)
        {
            if (NextDue(out var left) is { } waiter)
                waiter.SetResult();
            else if (left > Oversleep)
                Linux.Sleep(left - Oversleep);
            else
                Thread.SpinWait(20);
        }
    }

    /// <summary>Waits for the next that is due; null when its moment is nearer than the monitor's whole milliseconds can tell.</summary>
    private static TaskCompletionSource? NextDue(out TimeSpan left)
    {
        lock (Gate)
        {
            while (true)
            {
                left = TimeSpan.MaxValue;
                if (Waiting.TryPeek(out _, out var moment))
                    left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), moment);
                if (left <= TimeSpan.Zero)
                    return Waiting.Dequeue();
                if (left.TotalMilliseconds < 2)
                    return null;
                Monitor.Wait(Gate, (int)Math.Min(left.TotalMilliseconds - 1, 1_000));
            }
        }
    }
}
