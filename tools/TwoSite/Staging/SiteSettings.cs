using System.Globalization;
using CcatOps.TestBed;

namespace CcatOps.TwoSite.Staging;

/// <summary>The environment of the two services.</summary>
internal static class SiteSettings
{
    public static Dictionary<string, string> OfMain(TwoSiteStage stage) => new(
    [
        .. Common("cologne", "main"), .. Database("MAIN_DB", stage.Primary.Port), .. Database("LOCAL_DB", stage.Primary.Port),
    ]);

    /// <summary>
    /// Durable as at a telescope. Without <c>MAIN_API_URL</c>: the main site's API is on this machine and not behind the link, so a redirect
    /// would cross an ocean that is cut.
    /// </summary>
    public static Dictionary<string, string> OfSecondary(TwoSiteStage stage) => new(
    [
        .. Common("observatory", "secondary"),
        new("MAIN_SITE_NAME", "Cologne"),
        .. Database("MAIN_DB", stage.OceanToMain.Port),
        .. Database("LOCAL_DB", stage.Replica.Port),
        new("REDIS_HOST", "127.0.0.1"),
        new("REDIS_PORT", Text(stage.Redis.Port)),
        new("BUFFER_DURABILITY", "required"),
        new("TRANSACTION_BUFFER_SIZE", "10000"),
    ]);

    private static KeyValuePair<string, string>[] Common(string name, string type) =>
    [
        new("ASPNETCORE_ENVIRONMENT", "Development"),
        // Its sockets would stay behind in /tmp when a service is killed.
        new("DOTNET_EnableDiagnostics", "0"),
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
