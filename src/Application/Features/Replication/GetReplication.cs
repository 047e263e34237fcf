using CcatOps.Application.Monitoring;
using CcatOps.Application.Replication;
using CcatOps.Domain.Replication;
using MediatR;

namespace CcatOps.Application.Features.Replication;

/// <summary>How far this site's replica is behind the main database, looked at now.</summary>
public sealed record GetReplication : IRequest<ReplicationView>;

public sealed record ReplicationView
{
    /// <summary>The main database's log position; null while it cannot be reached.</summary>
    public Lsn? MainLsn { get; init; }

    /// <summary>How far the local database has replayed the log; its own position when it is the main database.</summary>
    public Lsn? ReplayedLsn { get; init; }

    public long? LagBytes { get; init; }
    public double? LagSeconds { get; init; }

    /// <summary>Transactions that main has and the replica has not shown.</summary>
    public required long Unconfirmed { get; init; }

    /// <summary>Those of them that have waited for longer than <c>LSN_TIMEOUT</c>.</summary>
    public required int Overdue { get; init; }

    public required bool ReplayPaused { get; init; }
    public string? MainFault { get; init; }
    public string? LocalFault { get; init; }
}

internal sealed class GetReplicationHandler(SiteMonitor monitor, IBufferMonitor buffer, ReplicationWatcher watcher)
    : IRequestHandler<GetReplication, ReplicationView>
{
    public async Task<ReplicationView> Handle(GetReplication request, CancellationToken cancellationToken)
    {
        await monitor.CheckDatabasesAsync(cancellationToken);
        var status = await buffer.GetStatusAsync(cancellationToken);
        return new ReplicationView
        {
            MainLsn = monitor.Main.Lsn,
            ReplayedLsn = monitor.Local.Lsn,
            LagBytes = monitor.LagBytes,
            LagSeconds = monitor.LagSeconds,
            Unconfirmed = status.Unconfirmed,
            Overdue = watcher.Overdue,
            ReplayPaused = monitor.Local.ReplayPaused,
            MainFault = monitor.Main.Fault,
            LocalFault = monitor.Local.Fault,
        };
    }
}
