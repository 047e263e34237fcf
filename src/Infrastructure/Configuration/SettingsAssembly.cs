using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Configuration.Table;
using static CcatOps.Infrastructure.Configuration.Table.SettingTable;

namespace CcatOps.Infrastructure.Configuration;

internal static class SettingsAssembly
{
    public static Settings Assemble(SettingValues values) =>
        new(Site(values), Authentication(values), Shell(values), values.Get(SettingTable.EnvironmentName));

    private static SiteConfig Site(SettingValues values) => new()
    {
        SiteName = values.Get(SettingTable.SiteName),
        SiteType = values.Get(SettingTable.SiteType),
        MainSiteName = values.Get(SettingTable.MainSiteName),
        CriticalOperationsBuffer = values.Get(CriticalOperationsBuffer),
        MainDatabase = Database(values, MainDatabase),
        LocalDatabase = Database(values, LocalDatabase),
        Redis = new()
        {
            Host = values.Get(RedisHost),
            Port = values.Get(RedisPort),
            Db = values.Get(RedisDb),
            User = values.Get(RedisUser),
            Password = values.Get(RedisPassword),
            Tls = values.Get(RedisTls),
            RootCertificate = values.Get(RedisTlsRootCertificate),
            SentinelService = values.Get(RedisSentinelService),
            SentinelPassword = values.Get(RedisSentinelPassword),
            BodyKey = values.Get(BufferKey) is { Length: > 0 } key ? key : values.Get(SecretKey),
        },
        BufferType = values.Get(SettingTable.BufferType),
        BufferPath = values.Get(SettingTable.BufferPath),
        BufferDurability = values.Get(SettingTable.BufferDurability),
        TransactionBuffering = new()
        {
            BufferSize = values.Get(BufferSize),
            BufferBytes = values.Get(BufferBytes),
            RetryAttempts = values.Get(RetryAttempts),
            RetryDelay = values.Get(RetryDelay),
            BackgroundProcessingInterval = values.Get(BackgroundProcessingInterval),
            JournalPath = values.Get(JournalPath),
            JournalRetention = TimeSpan.FromDays(values.Get(JournalRetentionDays)),
            JournalTimeout = values.Get(JournalTimeout),
        },
        LsnTracking = new()
        {
            Enabled = values.Get(LsnTrackingEnabled),
            CheckInterval = values.Get(LsnCheckInterval),
            Timeout = values.Get(LsnTimeout),
        },
        Retention = new() { TokenUseDays = values.Get(TokenUseRetentionDays), AuditDays = values.Get(AuditRetentionDays) },
        MetricsAccess = values.Get(SettingTable.MetricsAccess),
        MainApiUrl = values.Get(MainApiUrl),
        PersonTokenLife = TimeSpan.FromDays(values.Get(PersonTokenMaxDays)),
    };

    private static DatabaseConfig Database(SettingValues values, DatabaseSettings rows) => new()
    {
        Type = values.Get(rows.Type),
        Host = values.Get(rows.Host),
        Port = values.Get(rows.Port),
        User = values.Get(rows.User),
        Password = values.Get(rows.Password),
        Name = values.Get(rows.Name),
        Tls = values.Get(rows.SslMode),
        RootCertificate = values.Get(rows.RootCertificate),
    };

    private static ShellConfig Shell(SettingValues values) => new()
    {
        RequestsPerSecond = values.Get(RateLimitRequests),
        ServiceRequestsPerSecond = values.Get(RateLimitService),
        FailedLoginsPerMinute = values.Get(RateLimitFailedLogins),
        TrustedProxies = values.Get(TrustedProxies),
        BasePath = values.Get(BasePath),
        FrontendUrl = values.Get(FrontendUrl),
        CertificatePath = values.Get(TlsCertificatePath),
        KeyPath = values.Get(TlsKeyPath),
        KeyPassword = values.Get(TlsKeyPassword),
    };

    private static AuthenticationConfig Authentication(SettingValues values) => new()
    {
        SecretKey = values.Get(SecretKey),
        GithubClientId = values.Get(GithubClientId),
        GithubClientSecret = values.Get(GithubClientSecret),
        GithubOrgName = values.Get(GithubOrgName),
        GithubTeamRoles = values.Get(GithubTeamRoles),
        GithubBaseUrl = values.Get(GithubBaseUrl)!,
        MembershipInterval = values.Get(MembershipCheckInterval),
        FrontendUrl = values.Get(FrontendUrl)!,
        BackendUrl = values.Get(BackendUrl)!,
    };
}
