namespace CcatOps.TestBed;

/// <summary>The options of a <see cref="TwoSiteStage"/>.</summary>
public sealed record TwoSiteOptions
{
    /// <summary>The round trip of both paths over the ocean; it can be changed later at the lines.</summary>
    public TimeSpan RoundTrip { get; init; }

    /// <summary>Whether the telescope's site has a read replica.</summary>
    public bool WithReplica { get; init; } = true;

    /// <summary>How the primary is set up.</summary>
    public PostgresOptions Primary { get; init; } = new();

    /// <summary>How Redis is set up.</summary>
    public RedisOptions Redis { get; init; } = new();
}
