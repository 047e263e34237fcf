using System.Net;
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

    public static Setting<string> MainSiteName { get; } = Row(
        "MAIN_SITE_NAME", null, OptionalText, "", "The main site in sentences for people on shift, such as Cologne; empty: the main site.");

    public static Setting<bool> CriticalOperationsBuffer { get; } = Row(
        "CRITICAL_OPERATIONS_BUFFER", null, Flag, "true", "Whether a secondary site buffers critical operations.");

    public static DatabaseSettings MainDatabase { get; } = DatabaseRows(
        "MAIN_DB", "main database, for writes", Hosts,
        "; of several (`host[:port],host[:port]`) the one that takes writes is used",
        "; default at a secondary site outside Development, unless it is on this machine: require");

    public static DatabaseSettings LocalDatabase { get; } = DatabaseRows("LOCAL_DB", "local database, for reads", Host);

    public static Setting<string> RedisHost { get; } = Row(
        "REDIS_HOST", "redis.host", Hosts, "localhost",
        "Host of the site's Redis; with REDIS_SENTINEL_SERVICE the sentinels: `host[:port],host[:port]` (port 26379).");

    public static Setting<int> RedisPort { get; } = Row("REDIS_PORT", "redis.port", Port, "6379", "Port of the site's Redis.");

    public static Setting<int> RedisDb { get; } = Row(
        "REDIS_DB", "redis.db", WholeNumber(0, int.MaxValue), "0", "Number of the Redis database.");

    public static Setting<string> RedisUser { get; } = Row(
        "REDIS_USER", "redis.user", OptionalText, "", "ACL user at the site's Redis; empty: the default one.");

    public static Setting<string> RedisPassword { get; } = Row(
        "REDIS_PASSWORD", "redis.password", Secret, "", "Password of the site's Redis; empty: none.");

    public static Setting<bool> RedisTls { get; } = Row(
        "REDIS_TLS", "redis.tls", Flag, "false", "Whether connections to Redis, and to its sentinels, are encrypted and its certificate checked.");

    public static Setting<string> RedisTlsRootCertificate { get; } = Row(
        "REDIS_TLS_ROOT_CERT", "redis.tls_root_cert", OptionalText, "",
        "File (PEM) with the authority that has signed the certificate of Redis; empty: those that the system trusts.");

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

    public static Setting<long> BufferBytes { get; } = Row(
        "TRANSACTION_BUFFER_BYTES", "transaction_buffering.buffer_bytes", WholeNumber(0L, long.MaxValue), "0",
        "The most bytes of their contents that may wait. 0: an eighth of Redis's memory, or a quarter of the free disk. One principal may fill nine tenths.");

    public static Setting<int> RetryAttempts { get; } = Row(
        "TRANSACTION_RETRY_ATTEMPTS", "transaction_buffering.retry_attempts", WholeNumber(1, int.MaxValue), "3",
        "Attempts for an error of an unknown class; none fails within 10 minutes.");

    public static Setting<TimeSpan> RetryDelay { get; } = Row(
        "TRANSACTION_RETRY_DELAY", "transaction_buffering.retry_delay", Seconds, "5",
        "Seconds before the second attempt; doubles with each.");

    public static Setting<string> BufferKey { get; } = Row(
        "BUFFER_KEY", "transaction_buffering.buffer_key", Secret, "",
        "Authenticates what waits in Redis, so that whoever can write Redis makes no transaction; at least 32 bytes. Of several (`new,old`) the first "
        + "signs and all verify. Empty: SECRET_KEY.");

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

    public static Setting<TimeSpan> JournalTimeout { get; } = Row(
        "JOURNAL_TIMEOUT", "transaction_buffering.journal_timeout", Seconds, "2",
        "Seconds for which an answer waits for the journal's disk; after that the write is held in Redis only, with a warning.");

    public static Setting<bool> LsnTrackingEnabled { get; } = Row(
        "LSN_TRACKING_ENABLED", "lsn_tracking.enabled", Flag, "true", "Whether the replica's position is followed.");

    public static Setting<TimeSpan> LsnCheckInterval { get; } = Row(
        "LSN_CHECK_INTERVAL", "lsn_tracking.check_interval", Seconds, "0.1", "Seconds between looks at the replica's position.");

    public static Setting<TimeSpan> LsnTimeout { get; } = Row(
        "LSN_TIMEOUT", "lsn_tracking.timeout", Seconds, "30", "Seconds without confirmation after which health says so.");

    public static Setting<int> TokenUseRetentionDays { get; } = Row(
        "TOKEN_USE_RETENTION_DAYS", null, WholeNumber(1, 36_500), "30",
        "Days for which the main site keeps each recorded use of a token; of older ones it keeps the number for each day.");

    public static Setting<int> AuditRetentionDays { get; } = Row(
        "AUDIT_RETENTION_DAYS", null, WholeNumber(0, 36_500), "0",
        "Days for which the main site keeps each decision about a buffer; of older ones it keeps the number for each day; 0: keeps all. "
        + "Those about tokens and roles are always kept.");

    public static Setting<Uri?> MainApiUrl { get; } = Row(
        "MAIN_API_URL", null, OptionalWebAddress, "", "The main site's API, to which other writes are redirected; empty: none.");

    public static Setting<MetricsAccess> MetricsAccess { get; } = Row(
        "METRICS_ACCESS", "authentication.metrics_access",
        OneOf(("auto", Domain.Sites.MetricsAccess.ByAddress), ("open", Domain.Sites.MetricsAccess.Open), ("token", Domain.Sites.MetricsAccess.Token)),
        "auto", "Whether /metrics is open or needs a token; auto: open while the service listens on loopback only and TRUSTED_PROXIES is empty.");

    public static Setting<string> SecretKey { get; } = Row(
        "SECRET_KEY", "authentication.secret_key", Secret, "",
        "Signs tokens, and what waits in Redis unless BUFFER_KEY does; at least 32 bytes, required outside Development. Of several (`new,old`) the first signs and all verify.");

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

    public static Setting<TimeSpan> MembershipCheckInterval { get; } = Row(
        "MEMBERSHIP_CHECK_INTERVAL", "authentication.membership_check_interval", Seconds, "900",
        "Seconds after which GitHub is asked again whether a person who sends requests is still a member, and of which teams.");

    public static Setting<int> PersonTokenMaxDays { get; } = Row(
        "PERSON_TOKEN_MAX_DAYS", "authentication.person_token_max_days", WholeNumber(1, 3_650), "90",
        "Days for which an API token of a person is valid after it was made, at most; those of machines end as they were made.");

    public static Setting<Uri?> FrontendUrl { get; } = Row(
        "FRONTEND_URL", "authentication.frontend_url", WebAddress, "http://localhost:8080", "Where a person lands after login.");

    public static Setting<Uri?> BackendUrl { get; } = Row(
        "BACKEND_URL", "authentication.backend_url", WebAddress, "http://localhost:8000", "Where GitHub sends a person back to.");

    public static Setting<int> RateLimitRequests { get; } = Row(
        "RATE_LIMIT_REQUESTS", "shell.rate_limit_requests", WholeNumber(0, 1_000_000), "1000",
        "Requests a second that one principal, and one address, may make; 0: no limit. Default in Development: 0.");

    public static Setting<int> RateLimitService { get; } = Row(
        "RATE_LIMIT_SERVICE", "shell.rate_limit_service", ServiceLimit, "20000",
        "Requests a second that one service token may make, whoever else is at its address; at least 2000, or 0: no limit.");

    public static Setting<int> RateLimitFailedLogins { get; } = Row(
        "RATE_LIMIT_FAILED_LOGINS", "shell.rate_limit_failed_logins", WholeNumber(0, 1_000_000), "20",
        "Credentials that may be refused in a minute to one address; 0: no limit.");

    public static Setting<IReadOnlyList<IPNetwork>> TrustedProxies { get; } = Row(
        "TRUSTED_PROXIES", "shell.trusted_proxies", Networks, "",
        "Proxies whose X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Prefix are believed: addresses or networks, with commas between; empty: none.");

    public static Setting<string> BasePath { get; } = Row(
        "BASE_PATH", "shell.base_path", Kinds.BasePath, "",
        "Path under which clients see the service, such as /ops; it stands before the paths in its answers. A trusted proxy's X-Forwarded-Prefix takes its place.");

    public static Setting<string> TlsCertificatePath { get; } = Row(
        "TLS_CERTIFICATE_PATH", "shell.tls_certificate_path", OptionalText, "",
        "File (PEM) with the certificate for `--urls https://…`, and those between it and its authority; empty: no https.");

    public static Setting<string> TlsKeyPath { get; } = Row(
        "TLS_KEY_PATH", "shell.tls_key_path", OptionalText, "", "File (PEM) with the key of the certificate.");

    public static Setting<string> TlsKeyPassword { get; } = Row(
        "TLS_KEY_PASSWORD", "shell.tls_key_password", Secret, "", "Password of the key of the certificate; empty: it has none.");

    /// <summary>The password of databases that are made by the documentation's commands.</summary>
    public const string PrintedDatabasePassword = "ccat_ops_password";

    public static IReadOnlyList<Setting> All => rows;

    /// <summary>All, and for each secret the setting that names the file in which it stands.</summary>
    public static IReadOnlyList<Setting> WithFiles => field ??=
    [
        .. rows,
        .. rows.Where(setting => setting.Kind.IsSecret).Select(secret => new Setting<string>(
            FileNameOf(secret), [.. secret.TomlPaths.Select(path => $"{path}_file")], OptionalText, "", "File that holds the secret.")),
    ];

    public static string FileNameOf(Setting secret) => $"{secret.Name}_FILE";

    private static DatabaseSettings DatabaseRows(
        string prefix, string role, ValueKind<string> host, string aboutHosts = "", string aboutTls = "")
    {
        Setting<T> Part<T>(string part, ValueKind<T> kind, string preset, string about, string more = "") =>
            Row($"{prefix}_{part}", $"database.{prefix}_{part}".ToLowerInvariant(), kind, preset, $"{about} of the {role}{more}.");

        return new(
            Part("TYPE", Database, "postgresql", "Kind (postgresql or sqlite)"),
            Part("HOST", host, "localhost", "Host", aboutHosts),
            Part("PORT", Port, "5432", "Port"),
            Part("USER", Text, "ccat_ops_user", "User"),
            Part("PASSWORD", Secret, PrintedDatabasePassword, "Password", "; the default holds in Development only"),
            Part("NAME", Text, "ccat_ops_db", "Name, or with type sqlite the file (a bare name: data/NAME.sqlite),"),
            Part(
                "SSL_MODE", TlsMode, "prefer",
                "Encryption (disable, prefer, require, verify-ca or verify-full, as libpq has them) of connections", aboutTls),
            Part(
                "SSL_ROOT_CERT", OptionalText, "", "File (PEM) with the authorities that may sign the certificate",
                "; empty: those that the system trusts"));
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
    Setting<string> Name,
    Setting<DatabaseTls> SslMode,
    Setting<string> RootCertificate);
