using CcatOps.TestBed;

namespace CcatOps.Faults.Stage;

/// <summary>Environment variables of a site's processes.</summary>
internal sealed class SiteSettings : Dictionary<string, string>
{
    public SiteSettings() => this["ASPNETCORE_ENVIRONMENT"] = "Development";

    public static SiteSettings Secondary(string name, int redisPort, int mainPort, int localPort) => new SiteSettings
    {
        ["SITE_NAME"] = name,
        ["SITE_TYPE"] = "secondary",
        ["REDIS_HOST"] = "127.0.0.1",
        ["REDIS_PORT"] = $"{redisPort}",
        ["BACKGROUND_PROCESSING_INTERVAL"] = "0.1",
        ["TRANSACTION_BUFFER_SIZE"] = "100000",
        ["BUFFER_DURABILITY"] = "required",
    }.WithDatabase("MAIN_DB", mainPort).WithDatabase("LOCAL_DB", localPort);

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
