namespace CcatOps.Domain.Sites;

/// <summary>
/// The site as configured, the specification's <c>SiteConfig</c>: read and checked once at start, never reloaded.
/// </summary>
public sealed record SiteConfig
{
    public string SiteName { get; init; } = "institute";
    public SiteType SiteType { get; init; } = SiteType.Main;

    /// <summary>The main site in sentences for people; empty: <c>the main site</c>.</summary>
    public string MainSiteName { get; init; } = "";

    public bool CriticalOperationsBuffer { get; init; } = true;
    public DatabaseConfig MainDatabase { get; init; } = new();
    public DatabaseConfig LocalDatabase { get; init; } = new();
    public RedisConfig Redis { get; init; } = new();
    public BufferType BufferType { get; init; } = BufferType.Redis;

    /// <summary>The file of a SQLite buffer.</summary>
    public string BufferPath { get; init; } = "data/buffer.sqlite";

    /// <summary>Whether this site is set up with Redis, be it for its buffer or as a cache.</summary>
    public bool HasRedis => !(BufferType == BufferType.Sqlite || (IsMainSite && MainDatabase.Type == DatabaseType.Sqlite));

    /// <summary>The file of the sessions at a site without Redis.</summary>
    public string SessionsPath => Path.ChangeExtension(BufferPath, "sessions.sqlite");

    public BufferDurability BufferDurability { get; init; } = BufferDurability.Relaxed;
    public TransactionBufferingConfig TransactionBuffering { get; init; } = new();
    public LsnTrackingConfig LsnTracking { get; init; } = new();
    public RetentionConfig Retention { get; init; } = new();

    /// <summary>The main site's API, to which a write is redirected when the main database is out of reach; null: none.</summary>
    public MetricsAccess MetricsAccess { get; init; }

    public Uri? MainApiUrl { get; init; }

    /// <summary>How long an API token of a person is valid after it was made, at most.</summary>
    public TimeSpan PersonTokenLife { get; init; } = TimeSpan.FromDays(90);

    public bool IsMainSite => SiteType == SiteType.Main;
    public bool IsSecondarySite => SiteType == SiteType.Secondary;
    public SiteKeys Keys => new(SiteName);

    /// <summary>Whether this site ever puts a write into its buffer, and so drains and watches.</summary>
    public bool Buffers => ShouldBuffer(OperationType.Critical);

    /// <summary>Whether this site keeps a journal beside its Redis.</summary>
    public bool HasJournal => IsSecondarySite && BufferType == BufferType.Redis && TransactionBuffering.JournalPath.Length > 0;

    public bool ShouldBuffer(OperationType operation) =>
        RoutingRules.Route(SiteType, operation, CriticalOperationsBuffer) == WriteRoute.Buffer;

    /// <summary>The database an operation uses: a main site has one; a secondary reads locally and writes at main.</summary>
    public DatabaseConfig Database(DatabaseOperation operation = DatabaseOperation.Read) =>
        IsSecondarySite && operation == DatabaseOperation.Read ? LocalDatabase : MainDatabase;
}

public enum DatabaseOperation
{
    Read,
    Write,
}

public enum BufferType
{
    Redis,
    Sqlite,
}

/// <summary>The durability that the buffer must have: <c>Required</c> refuses writes unless each is on disk before it is answered.</summary>
public enum BufferDurability
{
    Required,
    Relaxed,
}
