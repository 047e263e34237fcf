using CcatOps.Domain.Sites;
using static CcatOps.Infrastructure.Configuration.Table.Kinds;

namespace CcatOps.Infrastructure.Configuration.Table;

/// <summary>
/// The one place that names settings. Names and defaults of the first five groups are the specification's ("Site Configuration").
/// </summary>
internal static class SettingTable
{
    private static readonly List<Setting> rows = [];

    public static Setting<string> EnvironmentName { get; } = Add(new Setting<string>(
        "CCATOPS_ENV", [], Text, "default", "The section of the TOML file that is laid over [default]."));

    public static Setting<string> SiteName { get; } = Row(
        "SITE_NAME", null, Kinds.SiteName, "institute", "Names the site; part of every Redis key and metric.");

    public static Setting<SiteType> SiteType { get; } = Row(
        "SITE_TYPE", null, OneOf(("main", Domain.Sites.SiteType.Main), ("secondary", Domain.Sites.SiteType.Secondary)), "main",
        "A main site writes directly; a secondary site buffers critical writes.");

    public static Setting<bool> CriticalOperationsBuffer { get; } = Row(
        "CRITICAL_OPERATIONS_BUFFER", null, Flag, "true", "Whether a secondary site buffers critical operations.");

    public static DatabaseSettings MainDatabase { get; } = DatabaseRows(
        "MAIN_DB", "main database, for writes", Hosts,
        "; of several (`host[:port],host[:port]`) the one that takes writes is used");

    public static DatabaseSettings LocalDatabase { get; } = DatabaseRows("LOCAL_DB", "local database, for reads", Host);

    public static Setting<string> RedisHost { get; } = Row(
        "REDIS_HOST", "redis.host", Hosts, "localhost",
        "Host of the site's Redis; with REDIS_SENTINEL_SERVICE the sentinels: `host[:port],host[:port]` (port 26379).");

    public static Setting<int> RedisPort { get; } = Row("REDIS_PORT", "redis.port", Port, "6379", "Port of the site's Redis.");

    public static Setting<int> RedisDb { get; } = Row(
        "REDIS_DB", "redis.db", WholeNumber(0, int.MaxValue), "0", "Number of the Redis database.");

    public static Setting<string> RedisPassword { get; } = Row(
        "REDIS_PASSWORD", "redis.password", Secret, "", "Password of the site's Redis; empty: none.");

    public static Setting<string> RedisSentinelService { get; } = Row(
        "REDIS_SENTINEL_SERVICE", "redis.sentinel_service", OptionalText, "",
        "The name under which Redis Sentinel knows the primary (its master name), such as mymaster; empty: no Sentinel.");

    public static Setting<string> RedisSentinelPassword { get; } = Row(
        "REDIS_SENTINEL_PASSWORD", "redis.sentinel_password", Secret, "", "Password of the sentinels themselves; empty: none.");

    public static Setting<BufferType> BufferType { get; } = Row(
        "BUFFER_TYPE", null, Kinds.Buffer, "redis", "What holds the transaction buffer.");

    public static Setting<string> BufferPath { get; } = Row(
        "BUFFER_PATH", null, Text, "data/buffer.sqlite", "File of the transaction buffer, with BUFFER_TYPE=sqlite.");

    public static Setting<BufferDurability> BufferDurability { get; } = Row(
        "BUFFER_DURABILITY", null,
        OneOf(("required", Domain.Sites.BufferDurability.Required), ("relaxed", Domain.Sites.BufferDurability.Relaxed)), "relaxed",
        "required: a write that is not on disk before its answer is refused. Default at a secondary site outside Development: required.");

    public static Setting<int> BufferSize { get; } = Row(
        "TRANSACTION_BUFFER_SIZE", "transaction_buffering.buffer_size", WholeNumber(1, int.MaxValue), "1000",
        "The most transactions that may wait for the main database.");

    public static Setting<int> RetryAttempts { get; } = Row(
        "TRANSACTION_RETRY_ATTEMPTS", "transaction_buffering.retry_attempts", WholeNumber(1, int.MaxValue), "3",
        "Attempts for an error that is neither trouble with the link nor permanent.");

    public static Setting<TimeSpan> RetryDelay { get; } = Row(
        "TRANSACTION_RETRY_DELAY", "transaction_buffering.retry_delay", Seconds, "5",
        "Seconds before the second attempt; doubles with each.");

    public static Setting<TimeSpan> BackgroundProcessingInterval { get; } = Row(
        "BACKGROUND_PROCESSING_INTERVAL", "transaction_buffering.background_processing_interval", Seconds, "1.0",
        "Seconds between looks at the buffer.");

    public static Setting<string> JournalPath { get; } = Row(
        "JOURNAL_PATH", "transaction_buffering.journal_path", OptionalText, "",
        "Folder of the journal, a second copy of what a secondary site with Redis accepts; empty: none. "
        + "Default outside Development: data/journal.");

    public static Setting<int> JournalRetentionDays { get; } = Row(
        "JOURNAL_RETENTION_DAYS", "transaction_buffering.journal_retention_days", WholeNumber(1, 36_500), "7",
        "Days for which the journal keeps what is replicated.");

    public static Setting<bool> LsnTrackingEnabled { get; } = Row(
        "LSN_TRACKING_ENABLED", "lsn_tracking.enabled", Flag, "true", "Whether the replica's position is followed.");

    public static Setting<TimeSpan> LsnCheckInterval { get; } = Row(
        "LSN_CHECK_INTERVAL", "lsn_tracking.check_interval", Seconds, "0.1", "Seconds between looks at the replica's position.");

    public static Setting<TimeSpan> LsnTimeout { get; } = Row(
        "LSN_TIMEOUT", "lsn_tracking.timeout", Seconds, "30", "Seconds without confirmation after which health says so.");

    public static Setting<Uri?> MainApiUrl { get; } = Row(
        "MAIN_API_URL", null, OptionalWebAddress, "", "The main site's API, to which other writes are redirected; empty: none.");

    public static Setting<MetricsAccess> MetricsAccess { get; } = Row(
        "METRICS_ACCESS", "authentication.metrics_access",
        OneOf(("auto", Domain.Sites.MetricsAccess.ByAddress), ("open", Domain.Sites.MetricsAccess.Open), ("token", Domain.Sites.MetricsAccess.Token)),
        "auto", "Whether /metrics is open or needs a token; auto: open while the service listens on loopback only.");

    public static Setting<string> SecretKey { get; } = Row(
        "SECRET_KEY", "authentication.secret_key", Secret, "",
        "Signs tokens; at least 32 bytes, required outside Development. Of several (`new,old`) the first signs and all verify.");

    public static Setting<string> GithubClientId { get; } = Row(
        "GITHUB_CLIENT_ID", "authentication.github_client_id", OptionalText, "",
        "Client id of the GitHub OAuth app; empty: no GitHub login.");

    public static Setting<string> GithubClientSecret { get; } = Row(
        "GITHUB_CLIENT_SECRET", "authentication.github_client_secret", Secret, "", "Client secret of the GitHub OAuth app.");

    public static Setting<string> GithubOrgName { get; } = Row(
        "GITHUB_ORG_NAME", "authentication.github_org_name", OptionalText, "", "The GitHub organisation whose membership is required.");

    public static Setting<IReadOnlyDictionary<string, string>> GithubTeamRoles { get; } = Row(
        "GITHUB_TEAM_ROLE_MAPPING", "authentication.github_team_role_mapping", TeamRoles, "",
        "JSON object from organisation/team to the role that its members get.");

    public static Setting<Uri?> GithubBaseUrl { get; } = Row(
        "GITHUB_BASE_URL", "authentication.github_base_url", WebAddress, "https://github.com",
        "Address of GitHub; of GitHub Enterprise, where that is used.");

    public static Setting<Uri?> FrontendUrl { get; } = Row(
        "FRONTEND_URL", "authentication.frontend_url", WebAddress, "http://localhost:8080", "Where a person lands after login.");

    public static Setting<Uri?> BackendUrl { get; } = Row(
        "BACKEND_URL", "authentication.backend_url", WebAddress, "http://localhost:8000", "Where GitHub sends a person back to.");

    public static IReadOnlyList<Setting> All => rows;

    private static DatabaseSettings DatabaseRows(string prefix, string role, ValueKind<string> host, string aboutHosts = "")
    {
        Setting<T> Part<T>(string part, ValueKind<T> kind, string preset, string about, string more = "") =>
            Row($"{prefix}_{part}", $"database.{prefix}_{part}".ToLowerInvariant(), kind, preset, $"{about} of the {role}{more}.");

        return new(
            Part("TYPE", Database, "postgresql", "Kind (postgresql or sqlite)"),
            Part("HOST", host, "localhost", "Host", aboutHosts),
            Part("PORT", Port, "5432", "Port"),
            Part("USER", Text, "ccat_ops_user", "User"),
            Part("PASSWORD", Secret, "ccat_ops_password", "Password"),
            Part("NAME", Text, "ccat_ops_db", "Name, or with type sqlite the file (a bare name: data/NAME.sqlite),"));
    }

    private static Setting<T> Row<T>(string name, string? tablePath, ValueKind<T> kind, string preset, string about) =>
        Add(new Setting<T>(name, tablePath is null ? [Flat(name)] : [Flat(name), tablePath], kind, preset, about));

    private static Setting<T> Add<T>(Setting<T> row)
    {
        rows.Add(row);
        return row;
    }

    private static string Flat(string name) => name.ToLowerInvariant();
}

internal sealed record DatabaseSettings(
    Setting<DatabaseType> Type,
    Setting<string> Host,
    Setting<int> Port,
    Setting<string> User,
    Setting<string> Password,
    Setting<string> Name);
