using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Configuration;

namespace CcatOps.Infrastructure.UnitTests.Configuration;

/// <summary>One setting, where it ends up, its default and two other values with what they become.</summary>
internal sealed record SettingCase(
    string Name,
    string? TablePath,
    Func<Settings, object?> Read,
    object? Default,
    (string Text, object? Value) First,
    (string Text, object? Value) Second)
{
    /// <summary>Settings that must be given with this one.</summary>
    public string[] Companions { get; init; } = [];

    public override string ToString() => Name;

    public static IEnumerable<SettingCase> All { get; } =
    [
        new("SITE_NAME", null, s => s.Site.SiteName, "institute", ("observatory", "observatory"), ("a-b_9", "a-b_9")),
        new("SITE_TYPE", null, s => s.Site.SiteType, SiteType.Main, ("secondary", SiteType.Secondary), ("main", SiteType.Main)),
        new("MAIN_SITE_NAME", null, s => s.Site.MainSiteName, "", ("Cologne", "Cologne"), ("the institute", "the institute")),
        new("CRITICAL_OPERATIONS_BUFFER", null, s => s.Site.CriticalOperationsBuffer, true, ("false", false), ("true", true)),
        .. Database("MAIN_DB", s => s.Site.MainDatabase),
        .. Database("LOCAL_DB", s => s.Site.LocalDatabase),
        new("REDIS_HOST", "redis.host", s => s.Site.Redis.Host, "localhost",
            ("redis.internal", "redis.internal"), ("10.0.0.1", "10.0.0.1")),
        new("REDIS_PORT", "redis.port", s => s.Site.Redis.Port, 6379, ("1", 1), ("65535", 65535)),
        new("REDIS_DB", "redis.db", s => s.Site.Redis.Db, 0, ("15", 15), ("7", 7)),
        new("REDIS_USER", "redis.user", s => s.Site.Redis.User, "", ("one", "one"), ("two", "two")),
        new("REDIS_PASSWORD", "redis.password", s => s.Site.Redis.Password, "", ("one", "one"), ("two", "two")),
        new("REDIS_TLS", "redis.tls", s => s.Site.Redis.Tls, false, ("true", true), ("false", false)),
        new("REDIS_TLS_ROOT_CERT", "redis.tls_root_cert", s => s.Site.Redis.RootCertificate, "", ("a.pem", "a.pem"), ("/b.pem", "/b.pem")),
        new("REDIS_SENTINEL_SERVICE", "redis.sentinel_service", s => s.Site.Redis.SentinelService, "",
            ("mymaster", "mymaster"), ("buffer", "buffer")),
        new("REDIS_SENTINEL_PASSWORD", "redis.sentinel_password", s => s.Site.Redis.SentinelPassword, "", ("one", "one"), ("two", "two")),
        new("BUFFER_TYPE", null, s => s.Site.BufferType, BufferType.Redis, ("sqlite", BufferType.Sqlite), ("Redis", BufferType.Redis)),
        new("BUFFER_PATH", null, s => s.Site.BufferPath, "data/buffer.sqlite", ("a.sqlite", "a.sqlite"), ("/srv/b", "/srv/b")),
        new("BUFFER_DURABILITY", null, s => s.Site.BufferDurability, BufferDurability.Relaxed,
            ("required", BufferDurability.Required), ("relaxed", BufferDurability.Relaxed)),
        new("TRANSACTION_BUFFER_SIZE", "transaction_buffering.buffer_size", s => s.Site.TransactionBuffering.BufferSize, 1000,
            ("1", 1), ("50000", 50000)),
        new("TRANSACTION_BUFFER_BYTES", "transaction_buffering.buffer_bytes", s => s.Site.TransactionBuffering.BufferBytes, 0L,
            ("1048576", 1_048_576L), ("5000000000", 5_000_000_000L)),
        new("TRANSACTION_RETRY_ATTEMPTS", "transaction_buffering.retry_attempts", s => s.Site.TransactionBuffering.RetryAttempts, 3,
            ("1", 1), ("9", 9)),
        new("TRANSACTION_RETRY_DELAY", "transaction_buffering.retry_delay", s => s.Site.TransactionBuffering.RetryDelay, Seconds(5),
            ("0.5", Seconds(0.5)), ("60", Seconds(60))),
        new("BACKGROUND_PROCESSING_INTERVAL", "transaction_buffering.background_processing_interval",
            s => s.Site.TransactionBuffering.BackgroundProcessingInterval, Seconds(1), ("0.25", Seconds(0.25)), ("2", Seconds(2))),
        new("JOURNAL_PATH", "transaction_buffering.journal_path", s => s.Site.TransactionBuffering.JournalPath, "",
            ("a", "a"), ("/srv/journal", "/srv/journal")),
        new("JOURNAL_RETENTION_DAYS", "transaction_buffering.journal_retention_days", s => s.Site.TransactionBuffering.JournalRetention,
            TimeSpan.FromDays(7), ("1", TimeSpan.FromDays(1)), ("30", TimeSpan.FromDays(30))),
        new("JOURNAL_TIMEOUT", "transaction_buffering.journal_timeout", s => s.Site.TransactionBuffering.JournalTimeout, Seconds(2),
            ("0.5", Seconds(0.5)), ("60", Seconds(60))),
        new("LSN_TRACKING_ENABLED", "lsn_tracking.enabled", s => s.Site.LsnTracking.Enabled, true, ("false", false), ("true", true)),
        new("LSN_CHECK_INTERVAL", "lsn_tracking.check_interval", s => s.Site.LsnTracking.CheckInterval, Seconds(0.1),
            ("0.001", Seconds(0.001)), ("1.5", Seconds(1.5))),
        new("LSN_TIMEOUT", "lsn_tracking.timeout", s => s.Site.LsnTracking.Timeout, Seconds(30),
            ("86400", Seconds(86400)), ("12.5", Seconds(12.5))),
        new("TOKEN_USE_RETENTION_DAYS", null, s => s.Site.Retention.TokenUseDays, 30, ("1", 1), ("365", 365)),
        new("AUDIT_RETENTION_DAYS", null, s => s.Site.Retention.AuditDays, 0, ("1", 1), ("3650", 3650)),
        new("MAIN_API_URL", null, s => s.Site.MainApiUrl, null,
            ("https://main.example.com", new Uri("https://main.example.com")), ("http://main:8000/api", new Uri("http://main:8000/api"))),
        new("METRICS_ACCESS", "authentication.metrics_access", s => s.Site.MetricsAccess, MetricsAccess.ByAddress,
            ("open", MetricsAccess.Open), ("token", MetricsAccess.Token)),
        new("BUFFER_KEY", "transaction_buffering.buffer_key", s => s.Site.Redis.BodyKey, "", ("one", "one"), ("two", "two")),
        new("SECRET_KEY", "authentication.secret_key", s => s.Authentication.SecretKey, "", ("one", "one"), ("two", "two")),
        new("GITHUB_CLIENT_ID", "authentication.github_client_id", s => s.Authentication.GithubClientId, "",
            ("one", "one"), ("two", "two"))
            { Companions = ["GITHUB_CLIENT_SECRET", "GITHUB_ORG_NAME", "SECRET_KEY"] },
        new("GITHUB_CLIENT_SECRET", "authentication.github_client_secret", s => s.Authentication.GithubClientSecret, "",
            ("one", "one"), ("two", "two"))
            { Companions = ["GITHUB_CLIENT_ID", "GITHUB_ORG_NAME", "SECRET_KEY"] },
        new("GITHUB_ORG_NAME", "authentication.github_org_name", s => s.Authentication.GithubOrgName, "",
            ("ccatobs", "ccatobs"), ("other", "other")),
        new("GITHUB_TEAM_ROLE_MAPPING", "authentication.github_team_role_mapping", s => Joined(s.Authentication.GithubTeamRoles), "",
            ("""{"ccatobs/ops": "admin"}""", "ccatobs/ops=admin"), ("""{"a/b":"viewer","d/e":"service"}""", "a/b=viewer;d/e=service")),
        new("GITHUB_BASE_URL", "authentication.github_base_url", s => s.Authentication.GithubBaseUrl, new Uri("https://github.com"),
            ("https://github.example.com", new Uri("https://github.example.com")), ("http://a", new Uri("http://a"))),
        new("MEMBERSHIP_CHECK_INTERVAL", "authentication.membership_check_interval", s => s.Authentication.MembershipInterval, Seconds(900),
            ("1", Seconds(1)), ("3600", Seconds(3600))),
        new("PERSON_TOKEN_MAX_DAYS", "authentication.person_token_max_days", s => s.Site.PersonTokenLife, TimeSpan.FromDays(90),
            ("1", TimeSpan.FromDays(1)), ("365", TimeSpan.FromDays(365))),
        new("FRONTEND_URL", "authentication.frontend_url", s => s.Authentication.FrontendUrl, new Uri("http://localhost:8080"),
            ("https://ops.example.com", new Uri("https://ops.example.com")), ("http://a", new Uri("http://a"))),
        new("BACKEND_URL", "authentication.backend_url", s => s.Authentication.BackendUrl, new Uri("http://localhost:8000"),
            ("https://api.example.com", new Uri("https://api.example.com")), ("http://b", new Uri("http://b"))),
        new("RATE_LIMIT_REQUESTS", "shell.rate_limit_requests", s => s.Shell.RequestsPerSecond, 0, ("7", 7), ("1000", 1000)),
        new("RATE_LIMIT_SERVICE", "shell.rate_limit_service", s => s.Shell.ServiceRequestsPerSecond, 20_000, ("2000", 2000), ("0", 0)),
        new("RATE_LIMIT_FAILED_LOGINS", "shell.rate_limit_failed_logins", s => s.Shell.FailedLoginsPerMinute, 20, ("1", 1), ("0", 0)),
        new("TRUSTED_PROXIES", "shell.trusted_proxies", s => string.Join(' ', s.Shell.TrustedProxies), "",
            ("10.0.0.1, fd00::/8", "10.0.0.1/32 fd00::/8"), ("10.1.0.0/16", "10.1.0.0/16")),
        new("BASE_PATH", "shell.base_path", s => s.Shell.BasePath, "", ("/ops", "/ops"), ("/telescopes/ops", "/telescopes/ops")),
        new("TLS_CERTIFICATE_PATH", "shell.tls_certificate_path", s => s.Shell.CertificatePath, "", ("a.pem", "a.pem"), ("/b.pem", "/b.pem"))
            { Companions = ["TLS_KEY_PATH"] },
        new("TLS_KEY_PATH", "shell.tls_key_path", s => s.Shell.KeyPath, "", ("a.key", "a.key"), ("/b.key", "/b.key"))
            { Companions = ["TLS_CERTIFICATE_PATH"] },
        new("TLS_KEY_PASSWORD", "shell.tls_key_password", s => s.Shell.KeyPassword, "", ("one", "one"), ("two", "two")),
    ];

    private static IEnumerable<SettingCase> Database(string prefix, Func<Settings, DatabaseConfig> read)
    {
        var path = $"database.{prefix.ToLowerInvariant()}";
        yield return new($"{prefix}_TYPE", $"{path}_type", s => read(s).Type, DatabaseType.PostgreSql,
            ("postgresql", DatabaseType.PostgreSql), ("PostgreSQL", DatabaseType.PostgreSql));
        yield return new($"{prefix}_HOST", $"{path}_host", s => read(s).Host, "localhost",
            ("db.example.com", "db.example.com"), ("::1", "::1"));
        yield return new($"{prefix}_PORT", $"{path}_port", s => read(s).Port, 5432, ("5433", 5433), ("6432", 6432));
        yield return new($"{prefix}_USER", $"{path}_user", s => read(s).User, "ccat_ops_user", ("one", "one"), ("two words", "two words"));
        yield return new($"{prefix}_PASSWORD", $"{path}_password", s => read(s).Password, "ccat_ops_password",
            ("p$$w#rd", "p$$w#rd"), ("two", "two"));
        yield return new($"{prefix}_NAME", $"{path}_name", s => read(s).Name, "ccat_ops_db", ("one", "one"), ("two", "two"));
        yield return new($"{prefix}_SSL_MODE", $"{path}_ssl_mode", s => read(s).Tls, DatabaseTls.Prefer,
            ("verify-full", DatabaseTls.VerifyFull), ("disable", DatabaseTls.Disable));
        yield return new($"{prefix}_SSL_ROOT_CERT", $"{path}_ssl_root_cert", s => read(s).RootCertificate, "", ("a.pem", "a.pem"), ("/b.pem", "/b.pem"));
    }

    private static string Joined(IReadOnlyDictionary<string, string> roles) =>
        string.Join(';', roles.Select(role => $"{role.Key}={role.Value}"));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
