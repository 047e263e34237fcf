using System.Diagnostics;

namespace CcatOps.Faults.Evaluation;

/// <summary>From when to when a fault was active. Times are those of <see cref="Stopwatch"/>.</summary>
internal sealed class FaultPeriod(FaultKind kind, long began, long until = long.MaxValue) : IDisposable
{
    private long ended = until;

    public FaultKind Kind => kind;

    public long Began => began;

    /// <summary>The greatest value while the fault is active.</summary>
    public long Ended => Volatile.Read(ref ended);

    /// <summary>Whether the fault was active at some moment of an interval, or had ended at most so long before it.</summary>
    public bool Overlaps(long from, long to, TimeSpan after) =>
        began <= to && (Ended == long.MaxValue || Ended + (long)(after.TotalSeconds * Stopwatch.Frequency) >= from);

    public void End() => Interlocked.CompareExchange(ref ended, Stopwatch.GetTimestamp(), long.MaxValue);

    public void Dispose() => End();

    public override string ToString() => kind.ToString();
}
