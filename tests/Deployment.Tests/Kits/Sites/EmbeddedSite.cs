using System.Text.RegularExpressions;
using CcatOps.TestBed;

namespace CcatOps.Deployment.Tests.Kits.Sites;

/// <summary>A secondary site in two SQLite files, which needs no server, with the token that its first start prints.</summary>
internal sealed partial class EmbeddedSite : IAsyncDisposable
{
    private EmbeddedSite(ServiceProcess process, Uri address, string token) => (Process, Address, Token) = (process, address, token);

    public ServiceProcess Process { get; }

    public Uri Address { get; }

    public string Token { get; }

    public static async Task<EmbeddedSite> StartAsync(params (string Name, string Value)[] settings)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var environment = new Dictionary<string, string> { ["CCATOPS_ENV"] = "embedded", ["ASPNETCORE_ENVIRONMENT"] = "Development" };
        foreach (var (name, value) in settings)
            environment[name] = value;
        var toml = await File.ReadAllTextAsync(Path.Combine(Shell.Repository, "config", "settings.toml"));
        var process = await ServiceProcess.StartAsync(
            ServiceProgram.Path, ["--urls", $"{address}"], environment, new Dictionary<string, string> { ["config/settings.toml"] = toml });
        await process.WaitUntilReadyAsync(new(address, "/health/ready"), TimeSpan.FromSeconds(60));
        var output = await Eventually.AssertAsync(() => process.Output, TokenValue().IsMatch, TimeSpan.FromSeconds(10), "it should print a token");
        return new(process, address, TokenValue().Match(output).Value);
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    [GeneratedRegex("ops_api_token_[A-Za-z0-9_-]{43,}")]
    private static partial Regex TokenValue();
}
