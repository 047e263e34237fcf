namespace CcatOps.Domain.Sites;

/// <summary>Section <c>lsn_tracking</c>; defaults are the specification's.</summary>
public sealed record LsnTrackingConfig
{
    public bool Enabled { get; init; } = true;
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(0.1);

    /// <summary>After this time without confirmation health says so; the watcher keeps looking.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
