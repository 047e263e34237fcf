using CcatOps.Domain.Replication;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Status;

namespace CcatOps.Application.Monitoring;

/// <summary>Looks at the two databases of the site; never throws for one that is unavailable.</summary>
public interface IDatabaseProbe
{
    Task<DatabaseView> LookAtMainAsync(CancellationToken cancellationToken);

    Task<DatabaseView> LookAtLocalAsync(CancellationToken cancellationToken);
}

/// <summary>The result of a look at a database.</summary>
public sealed record DatabaseView
{
    /// <summary>Why it cannot be used; null when it can.</summary>
    public string? Fault { get; init; }

    public Lsn? Lsn { get; init; }

    /// <summary>Names one run of one history of it: another one after a restart, a promotion or a restored backup; null: not known.</summary>
    public string? Incarnation { get; init; }

    public bool ReplayPaused { get; init; }

    /// <summary>Whether a replica receives log from main; null where that cannot be said.</summary>
    public bool? IsStreaming { get; init; }

    public double? ReplayAgeSeconds { get; init; }

    /// <summary>The database's report about itself; null if it is unavailable.</summary>
    public DatabaseFacts? Facts { get; init; }

    /// <summary>The difference of its clock to that of this process; null: unknown.</summary>
    public ClockDifference? Clock { get; init; }

    /// <summary>How long the look took, the round trip included.</summary>
    public TimeSpan Took { get; init; }

    public bool IsReachable => Fault is null;
}
