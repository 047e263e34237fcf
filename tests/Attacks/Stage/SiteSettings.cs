using CcatOps.TestBed;

namespace CcatOps.Attacks.Stage;

/// <summary>Environment variables of a site's process.</summary>
internal sealed class SiteSettings : Dictionary<string, string>
{
    public SiteSettings() => this["ASPNETCORE_ENVIRONMENT"] = "Development";

    /// <summary>A main site, which reads and writes the main database directly.</summary>
    public static SiteSettings OfMain(TwoSiteStage stage) => new SiteSettings
    {
        ["SITE_NAME"] = "cologne",
        ["SITE_TYPE"] = "main",
    }.WithDatabase("MAIN_DB", stage.Primary.Port).WithDatabase("LOCAL_DB", stage.Primary.Port);

    /// <summary>A telescope, which buffers in Redis and reads from the replica.</summary>
    public static SiteSettings OfTelescope(TwoSiteStage stage, string name) => new SiteSettings
    {
        ["SITE_NAME"] = name,
        ["SITE_TYPE"] = "secondary",
        ["REDIS_HOST"] = "127.0.0.1",
        ["REDIS_PORT"] = $"{stage.Redis.Port}",
        ["BACKGROUND_PROCESSING_INTERVAL"] = "0.1",
    }.WithDatabase("MAIN_DB", stage.OceanToMain.Port).WithDatabase("LOCAL_DB", stage.Replica.Port);

    public SiteSettings WithDatabase(string prefix, int port) => With(
        ($"{prefix}_HOST", "127.0.0.1"),
        ($"{prefix}_PORT", $"{port}"),
        ($"{prefix}_USER", PostgresNode.User),
        ($"{prefix}_PASSWORD", PostgresNode.Password),
        ($"{prefix}_NAME", PostgresNode.Database));

    public SiteSettings With(params (string Name, string Value)[] more)
    {
        foreach (var (name, value) in more)
            this[name] = value;
        return this;
    }
}
