using CcatOps.Application.Draining;
using CcatOps.Application.Serialization;

namespace CcatOps.Application.Features.Status;

/// <summary>The processes of the site.</summary>
internal sealed class SiteProcesses(BufferDrainer drainer, DrainLease lease, TimeProvider time)
{
    private readonly DateTimeOffset startedAt = time.GetUtcMicroseconds();

    public IReadOnlyList<ProcessView> Alive => [new(Name, startedAt, time.GetUtcMicroseconds(), drainer.Epoch, lease.IsHeld)];

    public bool HasDrainer => true;

    private static string Name => $"{Environment.MachineName}:{Environment.ProcessId}";
}
