using CcatOps.Domain.Status;

namespace CcatOps.Application.Monitoring;

/// <summary>Looks at the disks that this process writes to.</summary>
public interface IDiskProbe
{
    /// <summary>The disk of each thing that is stored on this machine; one that cannot be looked at is left out.</summary>
    IReadOnlyList<DiskRoom> Look();
}
