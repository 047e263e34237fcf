using System.Globalization;
using CcatOps.TestBed;

namespace CcatOps.Bench.Staging;

/// <summary>The environments of the services. What is not set here has its default, as at a telescope.</summary>
internal static class SiteSettings
{
    public static Dictionary<string, string> OfSecondary(string name, string journal, TwoSiteStage stage) => new(
    [
        .. Common(name, "secondary"),
        .. Database("MAIN_DB", stage.OceanToMain.Port),
        .. Database("LOCAL_DB", stage.Replica.Port),
        // The stage's PostgreSQL has no TLS: to ask it for some is a round trip of each new connection.
        new("MAIN_DB_SSL_MODE", "disable"),
        new("REDIS_HOST", "127.0.0.1"),
        new("REDIS_PORT", Text(stage.Redis.Port)),
        new("BUFFER_DURABILITY", "required"),
        new("JOURNAL_PATH", journal),
        new("TRANSACTION_BUFFER_SIZE", "2000000"),
    ]);

    public static Dictionary<string, string> OfMain(TwoSiteStage stage) => new(
    [
        .. Common("cologne", "main"), .. Database("MAIN_DB", stage.Primary.Port), .. Database("LOCAL_DB", stage.Primary.Port),
    ]);

    public static Dictionary<string, string> OfPeer(string name, int workers, PostgresServer database, TwoSiteStage stage) => new()
    {
        ["PEER"] = name.ToLowerInvariant(),
        ["WORKERS"] = Text(workers),
        ["REDIS"] = stage.Redis.ConnectionString,
        ["SITE_DATABASE"] = database.ConnectionString,
        ["MAIN_DATABASE"] = stage.MainConnectionString,
        ["DOTNET_EnableDiagnostics"] = "0",
    };

    private static KeyValuePair<string, string>[] Common(string name, string type) =>
    [
        new("ASPNETCORE_ENVIRONMENT", "Production"),
        new("SECRET_KEY", "only for a benchmark on this machine"),
        // Its sockets would stay behind in /tmp when a service is killed.
        new("DOTNET_EnableDiagnostics", "0"),
        // All the load comes from one address.
        new("RATE_LIMIT_REQUESTS", "0"),
        new("SITE_NAME", name),
        new("SITE_TYPE", type),
    ];

    private static KeyValuePair<string, string>[] Database(string prefix, int port) =>
    [
        new($"{prefix}_HOST", "127.0.0.1"),
        new($"{prefix}_PORT", Text(port)),
        new($"{prefix}_USER", PostgresNode.User),
        new($"{prefix}_PASSWORD", PostgresNode.Password),
        new($"{prefix}_NAME", PostgresNode.Database),
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
