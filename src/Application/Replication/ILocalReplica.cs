using CcatOps.Application.Errors;
using CcatOps.Domain.Replication;

namespace CcatOps.Application.Replication;

/// <summary>The database that this site reads from, as the one who waits for replication sees it.</summary>
public interface ILocalReplica
{
    /// <exception cref="LocalDatabaseUnavailableException">Not reachable.</exception>
    Task<ReplicaPosition> GetPositionAsync(CancellationToken cancellationToken);

    /// <summary>Which of these transactions it shows, by their markers.</summary>
    /// <exception cref="LocalDatabaseUnavailableException">Not reachable.</exception>
    Task<IReadOnlyCollection<Guid>> FindMarkersAsync(IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken);
}

/// <param name="InRecovery">Whether it follows another server; the main database itself does not.</param>
/// <param name="ReplayedLsn">How far it has replayed the log; its own position when it follows nobody.</param>
/// <param name="ReplayPaused">Whether somebody has paused the replay.</param>
/// <param name="ReplayAgeSeconds">Seconds since the last commit that it replayed; null when it follows nobody or has replayed none.</param>
public sealed record ReplicaPosition(bool InRecovery, Lsn ReplayedLsn, bool ReplayPaused, double? ReplayAgeSeconds);
