using CcatOps.Application.Errors;

namespace CcatOps.Application.Monitoring;

/// <summary>Knows the processes of a site. All members throw <see cref="SharedRecordsUnavailableException"/>.</summary>
public interface IProcessRegistry
{
    /// <summary>How long a process is remembered that reports no more and has not left.</summary>
    static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    /// <summary>Reports a process, and returns all that are remembered with the time since their last report.</summary>
    Task<IReadOnlyList<(SiteProcess Process, TimeSpan Age)>> ReportAsync(SiteProcess process, CancellationToken cancellationToken);

    /// <summary>Forgets a process that ends.</summary>
    Task LeaveAsync(string name, CancellationToken cancellationToken);
}

/// <param name="Name">The machine and the number of the process.</param>
/// <param name="StartedAt">When it started, by its clock.</param>
/// <param name="Epoch">The epoch under which it drains; null: it does not drain, or has not begun.</param>
/// <param name="Drains">Whether it holds the drain's lease.</param>
public sealed record SiteProcess(string Name, DateTimeOffset StartedAt, long? Epoch, bool Drains);
