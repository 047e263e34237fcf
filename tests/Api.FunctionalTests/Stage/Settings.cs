using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Stage;

/// <summary>Environment variables of a site.</summary>
internal sealed class Settings : Dictionary<string, string>
{
    public Settings() => this["ASPNETCORE_ENVIRONMENT"] = "Development";

    /// <summary>Points <c>MAIN_DB_*</c> or <c>LOCAL_DB_*</c> at a port of this machine.</summary>
    public Settings With(string prefix, int port) => With(
        ($"{prefix}_HOST", "127.0.0.1"),
        ($"{prefix}_PORT", $"{port}"),
        ($"{prefix}_USER", PostgresNode.User),
        ($"{prefix}_PASSWORD", PostgresNode.Password),
        ($"{prefix}_NAME", PostgresNode.Database));

    public Settings With(params (string Name, string Value)[] more)
    {
        foreach (var (name, value) in more)
            this[name] = value;
        return this;
    }
}
