using CcatOps.Application.Errors;
using CcatOps.Application.Replication;
using CcatOps.Infrastructure.Journal;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure.Recovery;

/// <summary>The markers that the replica shows, during one rebuild. After one failure it counts as unavailable for all of it.</summary>
internal sealed partial class ShownMarkers(ILocalReplica replica, ILogger logger)
{
    private bool isAway;

    /// <summary>Which of them it shows; null while it is unavailable: then the drain finds the markers at main.</summary>
    public async Task<HashSet<Guid>?> FindAsync(IReadOnlyCollection<JournaledTransaction> entries, CancellationToken cancellationToken)
    {
        if (isAway)
            return null;
        try
        {
            return entries.Count == 0 ? [] : [.. await replica.FindMarkersAsync([.. entries.Select(entry => entry.Id)], cancellationToken)];
        }
        catch (LocalDatabaseUnavailableException exception)
        {
            isAway = true;
            LogReplicaAway(exception.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The replica cannot tell what it shows, so the drain will ask main: {Reason}")]
    private partial void LogReplicaAway(string reason);
}
