using System.Text.RegularExpressions;
using CcatOps.TestBed;

namespace CcatOps.Deployment.Tests.Kits.Sites;

/// <summary>A secondary site in two SQLite files, which needs no server, with the token that its first start prints.</summary>
internal sealed partial class EmbeddedSite : IAsyncDisposable
{
    private readonly Dictionary<string, string> environment;

    private EmbeddedSite(Dictionary<string, string> environment) => this.environment = environment;

    public ServiceProcess Process { get; private set; } = null!;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    public string Token { get; private set; } = "";

    public static async Task<EmbeddedSite> StartAsync(params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string> { ["CCATOPS_ENV"] = "embedded", ["ASPNETCORE_ENVIRONMENT"] = "Development" };
        foreach (var (name, value) in settings)
            environment[name] = value;
        var site = new EmbeddedSite(environment);
        await site.StartProcessAsync(null);
        var output = await Eventually.AssertAsync(() => site.Process.Output, TokenValue().IsMatch, TimeSpan.FromSeconds(10), "it should print a token");
        site.Token = TokenValue().Match(output).Value;
        return site;
    }

    /// <summary>Ends the service as systemd does.</summary>
    public Task StopAsync() => Process.TerminateAsync();

    /// <summary>Starts it in the same working directory.</summary>
    public async Task StartAgainAsync() => await StartProcessAsync(await Process.LeaveAsync());

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private async Task StartProcessAsync(string? workingDirectory)
    {
        var toml = await File.ReadAllTextAsync(Path.Combine(Shell.Repository, "config", "settings.toml"));
        Process = await ServiceProcess.StartAsync(
            ServiceProgram.Path, ["--urls", $"{Address}"], environment, new Dictionary<string, string> { ["config/settings.toml"] = toml }, workingDirectory);
        await Process.WaitUntilReadyAsync(new(Address, "/health/ready"), TimeSpan.FromSeconds(60));
    }

    [GeneratedRegex("ops_api_token_[A-Za-z0-9_-]{43,}")]
    private static partial Regex TokenValue();
}
