using System.Text.Json.Nodes;
using CcatOps.TestBed;

namespace CcatOps.Faults.Stage;

/// <summary>One process of the service.</summary>
internal sealed class ApiProcess(IReadOnlyDictionary<string, string> settings) : IAsyncDisposable
{
    private static readonly string program = Path.Combine(AppContext.BaseDirectory, "CcatOps.Api.dll");
    private readonly HttpClient http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) }.AsAdmin();
    private ServiceProcess? process;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    public ServiceProcess Process => process ?? throw new InvalidOperationException("It was not started.");

    public static async Task<ApiProcess> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var started = new ApiProcess(settings);
        await started.StartAgainAsync();
        return started;
    }

    /// <summary>Starts it where it has ended: same port, same settings, same working directory.</summary>
    public async Task StartAgainAsync()
    {
        var folder = process is null ? null : await process.LeaveAsync();
        process = await ServiceProcess.StartAsync(program, ["--urls", Address.AbsoluteUri], settings, workingDirectory: folder);
        await process.WaitUntilReadyAsync(new(Address, "/health/ready"));
    }

    /// <summary>What it answers, whatever the status.</summary>
    public async Task<(int Status, JsonObject Json)> AskAsync(string path)
    {
        using var response = await http.GetAsync(new Uri(Address, path));
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (process is not null)
            await process.DisposeAsync();
    }
}
