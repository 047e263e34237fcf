using System.Text;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Configuration.Files;
using CcatOps.Infrastructure.Configuration.Table;

namespace CcatOps.Infrastructure.Configuration;

/// <summary>The rules between settings. A rule is not applied if a setting that it needs has an error already.</summary>
internal static class SettingsRules
{
    private const int leastSecretKeyBytes = 32;

    private static readonly string[] printedSecretKeys = ["your-secret-key-change-in-production", "your-secret-key-here"];

    public static SettingValues WithDerivedDefaults(this SettingValues values, bool isDevelopment) =>
        isDevelopment ? values.WithDefault(SettingTable.RateLimitRequests, "0")
        : values.IsSound(SettingTable.SiteType) && values.Get(SettingTable.SiteType) == SiteType.Secondary
            ? values.WithDefault(SettingTable.BufferDurability, "required").WithJournal().WithEncryptionAcrossTheOcean()
            : values;

    public static IEnumerable<SettingsFault> Check(SettingValues values, bool isDevelopment, bool refusesPrintedPasswords) =>
        new[]
        {
            isDevelopment ? null : Keys(values, SettingTable.SecretKey, "outside Development it must be"),
            isDevelopment || !values.IsSound(SettingTable.BufferKey) || values.Get(SettingTable.BufferKey).Length == 0
                ? null
                : Keys(values, SettingTable.BufferKey, ""),
            refusesPrintedPasswords ? DatabasePassword(values, SettingTable.MainDatabase) : null,
            refusesPrintedPasswords ? DatabasePassword(values, SettingTable.LocalDatabase) : null,
            LsnTimeout(values),
            OneRedis(values),
            TransportRules.Certificate(values),
            isDevelopment ? null : TransportRules.Github(values),
            AdapterRules.Databases(values),
            AdapterRules.Buffer(values),
        }.Concat(GithubLogin(values, isDevelopment)).OfType<SettingsFault>();

    private static SettingValues WithJournal(this SettingValues values) =>
        values.IsSound(SettingTable.BufferType) && values.Get(SettingTable.BufferType) == BufferType.Redis
            ? values.WithDefault(SettingTable.JournalPath, "data/journal")
            : values;

    private static SettingsFault? Keys(SettingValues values, Setting<string> setting, string because)
    {
        const string remedy = "Use a random text of at least 32 bytes, such as `openssl rand -base64 48` prints";
        if (!values.IsSound(setting))
            return null;

        var keys = values.Get(setting).Split(',', StringSplitOptions.TrimEntries);
        var isOne = keys.Length == 1;
        for (var i = 0; i < keys.Length; i++)
        {
            var problem = keys[i] switch
            {
                "" when isOne => $"it is not set, and {because}",
                "" => "is empty",
                _ when printedSecretKeys.Contains(keys[i]) => "is the placeholder that the documentation prints",
                _ when Encoding.UTF8.GetByteCount(keys[i]) < leastSecretKeyBytes => $"is shorter than {leastSecretKeyBytes} bytes",
                _ => null,
            };
            if (problem is not null)
                return values.Fault(setting, isOne ? Sentence(problem) : $"its entry {i + 1} {problem}", remedy);
        }

        return null;

        static string Sentence(string problem) => problem.StartsWith("it ", StringComparison.Ordinal) ? problem : $"it {problem}";
    }

    /// <summary>The value is public: the documentation prints it.</summary>
    private static SettingsFault? DatabasePassword(SettingValues values, DatabaseSettings database) =>
        values.IsSound(database.Type) && values.IsSound(database.Password)
        && values.Get(database.Type) == DatabaseType.PostgreSql && values.Get(database.Password) == SettingTable.PrintedDatabasePassword
            ? values.Fault(
                database.Password,
                "it is the one that the documentation prints, and outside Development it must be another",
                "Set it to the password of the role, or to nothing where the server asks for none")
            : null;

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

    private static IEnumerable<SettingsFault?> GithubLogin(SettingValues values, bool isDevelopment)
    {
        if (!values.IsSound(SettingTable.GithubClientId) || !values.IsSound(SettingTable.GithubClientSecret))
            return [];

        if (values.Get(SettingTable.GithubClientId).Length == 0)
        {
            return values.Get(SettingTable.GithubClientSecret).Length == 0
                ? []
                : [values.Fault(
                    SettingTable.GithubClientId, "GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET go together, and it is not set", "Set both, or none")];
        }

        if (values.Get(SettingTable.GithubClientId) == AuthenticationConfig.PrintedClientId)
            return [];

        return
        [
            NeededForLogin(values, SettingTable.GithubClientSecret, "Set it to the client secret of the OAuth app"),
            NeededForLogin(values, SettingTable.GithubOrgName, "Name the organisation whose members may log in"),
            isDevelopment ? Keys(values, SettingTable.SecretKey, "GITHUB_CLIENT_ID is, so that people can log in") : null,
        ];
    }

    private static SettingsFault? NeededForLogin(SettingValues values, Setting<string> setting, string remedy) =>
        values.IsSound(setting) && values.Get(setting).Length == 0
            ? values.Fault(setting, "GITHUB_CLIENT_ID is set, so that people can log in, and it is not", $"{remedy}, or set neither")
            : null;
}
