using System.Text;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Configuration.Table;

namespace CcatOps.Infrastructure.Configuration;

/// <summary>What must hold between settings. A rule is silent where a setting that it needs is already at fault.</summary>
internal static class SettingsRules
{
    private const int leastSecretKeyBytes = 32;

    private static readonly string[] printedSecretKeys = ["your-secret-key-change-in-production", "your-secret-key-here"];

    public static SettingValues WithDerivedDefaults(this SettingValues values, bool isDevelopment) =>
        isDevelopment ? values.WithDefault(SettingTable.RateLimitRequests, "0")
        : values.IsSound(SettingTable.SiteType) && values.Get(SettingTable.SiteType) == SiteType.Secondary
            ? values.WithDefault(SettingTable.BufferDurability, "required").WithJournal().WithEncryptionAcrossTheOcean()
            : values;

    public static IEnumerable<SettingsFault> Check(SettingValues values, bool isDevelopment) =>
        new[]
        {
            isDevelopment ? null : SecretKey(values),
            LsnTimeout(values),
            OneRedis(values),
            GithubLogin(values),
            TransportRules.Certificate(values),
            AdapterRules.Databases(values),
            AdapterRules.Buffer(values),
        }.OfType<SettingsFault>();

    private static SettingValues WithJournal(this SettingValues values) =>
        values.IsSound(SettingTable.BufferType) && values.Get(SettingTable.BufferType) == BufferType.Redis
            ? values.WithDefault(SettingTable.JournalPath, "data/journal")
            : values;

    private static SettingsFault? SecretKey(SettingValues values)
    {
        const string remedy = "Use a random text of at least 32 bytes, such as `openssl rand -base64 48` prints";
        var key = values.Get(SettingTable.SecretKey);
        return !values.IsSound(SettingTable.SecretKey) ? null
            : key.Length == 0 ? values.Fault(SettingTable.SecretKey, "it is not set, and outside Development it must be", remedy)
            : printedSecretKeys.Contains(key.Trim())
                ? values.Fault(SettingTable.SecretKey, "it is the placeholder that the documentation prints", remedy)
            : Encoding.UTF8.GetByteCount(key) < leastSecretKeyBytes
                ? values.Fault(SettingTable.SecretKey, $"it is shorter than {leastSecretKeyBytes} bytes", remedy)
            : null;
    }

    private static SettingsFault? LsnTimeout(SettingValues values) =>
        values.IsSound(SettingTable.LsnTimeout) && values.IsSound(SettingTable.LsnCheckInterval)
        && values.Get(SettingTable.LsnTimeout) < values.Get(SettingTable.LsnCheckInterval)
            ? values.Fault(SettingTable.LsnTimeout, "it is shorter than LSN_CHECK_INTERVAL", "Use at least the check interval")
            : null;

    private static SettingsFault? OneRedis(SettingValues values) =>
        values.IsSound(SettingTable.RedisHost) && values.IsSound(SettingTable.RedisSentinelService)
        && values.Get(SettingTable.RedisHost).Contains(',', StringComparison.Ordinal)
        && values.Get(SettingTable.RedisSentinelService).Length == 0
            ? values.Fault(
                SettingTable.RedisHost,
                "it lists several servers, and nothing tells which of them is the primary",
                "Name one server, or list the sentinels and set REDIS_SENTINEL_SERVICE")
            : null;

    private static SettingsFault? GithubLogin(SettingValues values) =>
        values.IsSound(SettingTable.GithubClientId) && values.IsSound(SettingTable.GithubClientSecret)
        && (values.Get(SettingTable.GithubClientId).Length > 0) != (values.Get(SettingTable.GithubClientSecret).Length > 0)
            ? values.Fault(
                values.Get(SettingTable.GithubClientId).Length > 0 ? SettingTable.GithubClientSecret : SettingTable.GithubClientId,
                "GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET go together, and it is not set",
                "Set both, or none")
            : null;
}
