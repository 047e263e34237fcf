using System.Text.Json.Nodes;
using CcatOps.TestBed;

namespace CcatOps.Faults.Stage;

/// <summary>One process of the service.</summary>
internal sealed class ApiProcess(IReadOnlyDictionary<string, string> settings, SmallDisk? disk) : IAsyncDisposable
{
    private readonly HttpClient http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) }.AsAdmin();
    private ServiceProcess? process;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    public ServiceProcess Process => process ?? throw new InvalidOperationException("It was not started.");

    public static async Task<ApiProcess> StartAsync(IReadOnlyDictionary<string, string> settings, SmallDisk? disk = null)
    {
        var started = new ApiProcess(settings, disk);
        await started.StartAgainAsync();
        return started;
    }

    /// <summary>Starts it where it has ended: same port, same settings, same working directory.</summary>
    public async Task StartAgainAsync()
    {
        await BeginAsync();
        await ReadyAsync();
    }

    /// <summary>As <see cref="StartAgainAsync"/>, but waits only until it answers, be it that it is not ready.</summary>
    public async Task AnswerAgainAsync()
    {
        await BeginAsync();
        await Eventually.WaitForAsync(AnswersAsync, TimeSpan.FromSeconds(30), $"{Address} should answer", () => Process.Output);
    }

    public Task ReadyAsync() => Process.WaitUntilReadyAsync(new(Address, "/health/ready"));

    /// <summary>Returns its answer, whatever the status.</summary>
    public async Task<(int Status, JsonObject Json)> AskAsync(string path)
    {
        using var response = await http.GetAsync(new Uri(Address, path));
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    private async Task BeginAsync()
    {
        var folder = process is null ? null : await process.LeaveAsync();
        process = await ServiceProcess.StartAsync(ServiceProgram.Path, ["--urls", Address.AbsoluteUri], settings, workingDirectory: folder, disk: disk);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await AskAsync("/health");
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (process is not null)
            await process.DisposeAsync();
    }
}
