using CcatOps.Application.Errors;
using CcatOps.Domain.Replication;

namespace CcatOps.Application.Replication;

/// <summary>The database that this site reads from, as the one who waits for replication sees it.</summary>
public interface ILocalReplica
{
    /// <summary>How far it has replayed the log; its own position when it follows nobody.</summary>
    /// <exception cref="LocalDatabaseUnavailableException">Not reachable.</exception>
    Task<Lsn> GetReplayedLsnAsync(CancellationToken cancellationToken);

    /// <summary>Which of these transactions it shows, by their markers.</summary>
    /// <exception cref="LocalDatabaseUnavailableException">Not reachable.</exception>
    Task<IReadOnlyCollection<Guid>> FindMarkersAsync(IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken);
}
