using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Serialization;

namespace CcatOps.Application.Monitoring;

/// <summary>Reports this process to the others of its site, and knows which of them report.</summary>
public sealed class SiteProcesses(IProcessRegistry registry, BufferDrainer drainer, DrainLease lease, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>A process that has reported within this time is taken for alive.</summary>
    private static readonly TimeSpan Patience = 3 * Interval;

    private readonly DateTimeOffset startedAt = time.GetUtcMicroseconds();
    private readonly long begunAt = time.GetTimestamp();
    private volatile IReadOnlyList<SeenProcess> others = [];
    private long? lastDrainedAt;

    /// <summary>All processes of the site that are remembered, this one first. One that reports no more does not drain.</summary>
    public IReadOnlyList<SeenProcess> Known =>
    [
        new(Own, time.GetUtcMicroseconds()),
        .. others.Select(seen => IsAlive(seen) ? seen : seen with { Process = seen.Process with { Drains = false, Epoch = null } }),
    ];

    /// <summary>Whether a process of the site drains, or has until a moment ago. A lease takes a moment to change hands.</summary>
    public bool HasDrainer
    {
        get
        {
            if (Known.Any(seen => seen.Process.Drains))
                lastDrainedAt = time.GetTimestamp();
            return time.GetElapsedTime(lastDrainedAt ?? begunAt) < Patience;
        }
    }

    private SiteProcess Own => new(Name, startedAt, drainer.Epoch, lease.IsHeld);

    private static string Name => $"{Environment.MachineName}:{Environment.ProcessId}";

    public async Task ReportAsync(CancellationToken cancellationToken)
    {
        try
        {
            var known = await registry.ReportAsync(Own, cancellationToken);
            var now = time.GetUtcMicroseconds();
            others = [.. known.Where(entry => entry.Process.Name != Name).Select(entry => new SeenProcess(entry.Process, now - entry.Age))];
        }
        catch (SharedRecordsUnavailableException)
        {
            // The reports of the other processes expire by themselves.
        }
    }

    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await registry.LeaveAsync(Name, cancellationToken);
        }
        catch (SharedRecordsUnavailableException)
        {
            // Then it is forgotten after a while.
        }
    }

    private bool IsAlive(SeenProcess seen) => time.GetUtcNow() - seen.HeartbeatAt < Patience;
}

/// <param name="Process">Its last report.</param>
/// <param name="HeartbeatAt">When that was, by the clock of this process.</param>
public sealed record SeenProcess(SiteProcess Process, DateTimeOffset HeartbeatAt);
