using System.Diagnostics;
using CcatOps.TestBed.Processes;

namespace CcatOps.TestBed.Links;

/// <summary>
/// Waits for a moment given as a <see cref="Stopwatch"/> timestamp, about 0.1 ms late at most on an idle machine. Task.Delay is up to 2 ms late, which
/// would be in every round trip twice.
/// </summary>
internal static class PreciseTimer
{
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
        while (true)
            Linux.Sleep(ReleaseDue());
    }

    /// <summary>Returns when the next moment is nearer than the monitor's whole milliseconds can tell, with what is left until then.</summary>
    private static TimeSpan ReleaseDue()
    {
        lock (Gate)
        {
            while (true)
            {
                if (!Waiting.TryPeek(out var waiter, out var moment))
                {
                    Monitor.Wait(Gate);
                    continue;
                }

                var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), moment);
                if (left <= TimeSpan.Zero)
                {
                    Waiting.Dequeue();
                    waiter.SetResult();
                }
                else if (left.TotalMilliseconds < 2)
                {
                    return left;
                }
                else
                {
                    Monitor.Wait(Gate, (int)left.TotalMilliseconds - 1);
                }
            }
        }
    }
}
