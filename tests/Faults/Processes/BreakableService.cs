using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CcatOps.Faults.Load;
using CcatOps.Faults.Stage;
using CcatOps.TestBed;

namespace CcatOps.Faults.Processes;

/// <summary>One process of a telescope's service, from the build that can be broken at a fault point.</summary>
internal sealed class BreakableService : IAsyncDisposable
{
    /// <summary>The exit code of <c>bash</c> and .NET for an end by signal 9.</summary>
    public const int Killed = 128 + 9;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private static readonly string Program = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "../../../../../src/Api/bin/Faults/net10.0/CcatOps.Api.dll"));

    private readonly SiteSettings settings;
    private readonly HttpClient client;

    private BreakableService(SiteSettings settings)
    {
        this.settings = settings;
        client = new() { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(20) };
        client.AsAdmin();
    }

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    public ServiceProcess Process { get; private set; } = null!;

    private string FaultFile => Path.Combine(Process.WorkingDirectory, Breakage.File);

    /// <summary>Starts a process of a site; it need not become ready, for it may break first.</summary>
    public static async Task<BreakableService> StartAsync(
        TwoSiteStage stage, DelayLine ocean, string site, Breakage breakage, params (string Name, string Value)[] more)
    {
        var service = new BreakableService(SiteSettings
            .Secondary(site, stage.Redis.Port, ocean.Port, stage.Replica.Port)
            .With(("TRANSACTION_RETRY_DELAY", "0.1"))
            .With(more));
        await service.StartAsync(breakage);
        return service;
    }

    /// <summary>Starts where an earlier process has ended.</summary>
    public Task StartAgainAsync(Breakage? breakage = null) => StartAsync(breakage ?? Breakage.None);

    public Task ReadyAsync() => Process.WaitUntilReadyAsync(new(Address, "/health/ready"), Bound);

    /// <summary>Waits until it is ready, or has reached its fault point before that.</summary>
    public Task ReadyOrBrokenAsync() => Task.WhenAny(ReadyAsync(), BrokenAsync()).Unwrap();

    /// <summary>Waits until the fault point was reached.</summary>
    public Task BrokenAsync() => Eventually.WaitForAsync(
        () => File.Exists(FaultFile), Bound, "the fault point should be reached", () => Process.Output);

    /// <summary>Lets a process go on that waits at a fault point.</summary>
    public void LetGo() => File.Delete(FaultFile);

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new(response.StatusCode, JsonNode.Parse(text)!.AsObject(), text);
    }

    /// <summary>Reads until the answer is as it should be.</summary>
    public Task<Answer> UntilAsync(string path, Func<JsonObject, bool> condition, string because, double seconds = 30) =>
        Eventually.AssertAsync(
            () => SendAsync(HttpMethod.Get, path),
            answer => answer is { Status: HttpStatusCode.OK, Json: { } json } && condition(json),
            TimeSpan.FromSeconds(seconds),
            because);

    public Task UntilStateAsync(Guid transaction, string state, double seconds = 30) => UntilAsync(
        $"/api/transactions/{transaction}", record => record["state"]!.GetValue<string>() == state, $"{transaction} should be {state}", seconds);

    public Task UntilDrainIsAsync(string state, double seconds = 30) => UntilAsync(
        "/api/buffer", buffer => buffer["drain"]!["state"]!.GetValue<string>() == state, $"the drain should be {state}", seconds);

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Process.DisposeAsync();
    }

    private async Task StartAsync(Breakage breakage)
    {
        var folder = Process is null ? null : await Process.LeaveAsync();
        var environment = new Dictionary<string, string>(settings);
        foreach (var (name, value) in breakage.Variables())
            environment[name] = value;
        Process = await ServiceProcess.StartAsync(Program, ["--urls", Address.ToString()], environment, workingDirectory: folder);
    }
}
