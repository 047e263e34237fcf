using System.Collections.Concurrent;
using System.Diagnostics;

namespace CcatOps.Faults.Evaluation;

/// <summary>The faults that a site was under during a load.</summary>
internal sealed class FaultTimeline
{
    private readonly ConcurrentQueue<FaultPeriod> periods = new();

    public IReadOnlyCollection<FaultPeriod> Periods => periods;

    /// <summary>Notes that a fault begins; it lasts until the period is disposed of.</summary>
    public FaultPeriod Begin(FaultKind kind)
    {
        var period = new FaultPeriod(kind, Stopwatch.GetTimestamp());
        periods.Enqueue(period);
        return period;
    }

    /// <summary>Notes a fault that is over at once, such as FLUSHALL.</summary>
    public void Happened(FaultKind kind) => Begin(kind).End();
}
