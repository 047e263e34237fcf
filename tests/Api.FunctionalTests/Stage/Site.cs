using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CcatOps.Api.FunctionalTests.OpenApi;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Stage;

/// <summary>One process of the service, as its clients see it.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly string[] arguments;
    private readonly int port;

    private Site(IReadOnlyDictionary<string, string> settings, int port, string[] arguments)
    {
        (this.settings, this.port, this.arguments) = (settings, port, arguments);
        Client = new HttpClient(new DescribedAnswers(new SocketsHttpHandler())) { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromSeconds(60) }.AsAdmin();
    }

    public HttpClient Client { get; }

    public string Address => $"http://127.0.0.1:{port}";

    public ServiceProcess Process { get; private set; } = null!;

    /// <summary>A main site that reads and writes the given database directly.</summary>
    public static async Task<Site> StartMainAsync(PostgresNode main, params (string Name, string Value)[] more)
    {
        var site = await StartAsync(
            new Settings { ["SITE_NAME"] = "cologne", ["SITE_TYPE"] = "main" }.With("MAIN_DB", main.Port).With("LOCAL_DB", main.Port).With(more));
        await TestTokens.SeedAsync(main);
        return site;
    }

    /// <summary>A telescope on the stage: it writes over the ocean and reads from the replica.</summary>
    public static Task<Site> StartSecondaryAsync(TwoSiteStage stage, params (string Name, string Value)[] more) =>
        StartAsync(SecondarySettings(stage).With(more));

    public static Settings SecondarySettings(TwoSiteStage stage) => new Settings
    {
        ["SITE_NAME"] = "observatory",
        ["SITE_TYPE"] = "secondary",
        ["REDIS_HOST"] = "127.0.0.1",
        ["REDIS_PORT"] = $"{stage.Redis.Port}",
        ["BACKGROUND_PROCESSING_INTERVAL"] = "0.1",
        ["TRANSACTION_BUFFER_SIZE"] = "100000",
    }.With("MAIN_DB", stage.OceanToMain.Port).With("LOCAL_DB", stage.Replica.Port);

    public static async Task<Site> StartAsync(Settings settings, bool untilReady = true, int? port = null, params string[] with)
    {
        var site = new Site(settings, port ?? FreePort.Next(), with);
        await site.StartAgainAsync(untilReady);
        return site;
    }

    /// <summary>Starts a process again where one has ended: same port, same settings, same working directory.</summary>
    public async Task StartAgainAsync(bool untilReady = true)
    {
        var folder = Process is null ? null : await Process.LeaveAsync();
        Process = await ServiceProcess.StartAsync(
            ServiceProgram.Path, ["--urls", Address, .. arguments], settings, workingDirectory: folder);
        await Process.WaitUntilReadyAsync(new Uri(Client.BaseAddress!, untilReady ? "/health/ready" : "/health/live"));
    }

    /// <summary>Reads a JSON object.</summary>
    public async Task<JsonObject> GetAsync(string path)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative));
        return await ReadAsync(response, HttpStatusCode.OK, path);
    }

    /// <summary>Posts JSON and expects a status.</summary>
    public async Task<JsonObject> PostAsync(string path, object body, HttpStatusCode expected = HttpStatusCode.Created)
    {
        using var response = await Client.PostAsJsonAsync(path, body);
        return await ReadAsync(response, expected, path);
    }

    public async Task<JsonObject> PutAsync(string path, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await Client.PutAsJsonAsync(path, body);
        return await ReadAsync(response, expected, path);
    }

    /// <summary>Waits until nothing is buffered and nothing is unconfirmed.</summary>
    public Task WaitUntilReplicatedAsync(TimeSpan? within = null) => Eventually.AssertAsync(
        () => GetAsync("/api/buffer"),
        buffer => Number(buffer, "depth") == 0 && Number(buffer, "unconfirmed") == 0,
        within ?? TimeSpan.FromSeconds(60),
        "all that was accepted should be on the replica");

    public static long Number(JsonObject record, string field) => record[field]!.GetValue<long>();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Process.DisposeAsync();
    }

    private async Task<JsonObject> ReadAsync(HttpResponseMessage response, HttpStatusCode expected, string path)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(expected), $"{path}: {text}\n{Process.Output}");
        return JsonNode.Parse(text)!.AsObject();
    }
}
