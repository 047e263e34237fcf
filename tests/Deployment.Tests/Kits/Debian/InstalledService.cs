using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using CcatOps.TestBed;
using CcatOps.TestBed.Processes;

namespace CcatOps.Deployment.Tests.Kits.Debian;

/// <summary>The installed program under the account that its package has made, in its data folder, as the unit starts it.</summary>
internal sealed partial class InstalledService : IAsyncDisposable
{
    private readonly ChildProcess process;

    private InstalledService(ChildProcess process, Uri address)
    {
        this.process = process;
        Client = new() { BaseAddress = address };
    }

    public HttpClient Client { get; }

    public static async Task<InstalledService> StartAsync(DebianRoot root)
    {
        var (user, group) = root.Account();
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var process = await ChildProcess.StartAsync(
            new("setpriv", $"--reuid={user}", $"--regid={group}", "--clear-groups", "--no-new-privs", "--", root.At("usr/bin/ccat-ops"), "--urls", $"{address}")
            {
                WorkingDirectory = root.At("var/lib/ccat-ops"),
                Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath)! },
            });
        var service = new InstalledService(process, address);
        await Eventually.WaitForAsync(
            async () => (await service.Client.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode,
            TimeSpan.FromSeconds(60), "the installed service should be ready", () => process.Output);
        return service;
    }

    /// <summary>Uses the token that the first start prints, and returns it.</summary>
    public async Task<string> FirstTokenAsync() =>
        TokenValue().Match(await Eventually.AssertAsync(() => process.Output, TokenValue().IsMatch, TimeSpan.FromSeconds(10), "it should print a token")).Value;

    public void Use(string token) => Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

    /// <summary>Ends it as systemd does, and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        process.Send(Signal.Terminate);
        return await process.Exit;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await process.DisposeAsync();
    }

    [GeneratedRegex("ops_api_token_[A-Za-z0-9_-]{43,}")]
    private static partial Regex TokenValue();
}
