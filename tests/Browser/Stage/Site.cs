using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CcatOps.TestBed;

namespace CcatOps.Browser.Stage;

/// <summary>One process of the service, as a person with a browser and a script at the telescope see it.</summary>
internal sealed partial class Site : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly int port = FreePort.Next();

    private Site(IReadOnlyDictionary<string, string> settings)
    {
        this.settings = settings;
        Script = new HttpClient { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>A browser keeps cookies of localhost as it does those of https.</summary>
    public string Address => $"http://localhost:{port}";

    /// <summary>Sends the token of an administrator.</summary>
    public HttpClient Script { get; }

    public string Token { get; private set; } = TestTokens.Admin;

    public ServiceProcess Process { get; private set; } = null!;

    /// <summary>The link that the first start of the embedded profile prints.</summary>
    public string FirstLink => Link().Match(Process.Output).Value;

    public static async Task<Site> StartEmbeddedAsync()
    {
        var site = await StartAsync(new Dictionary<string, string> { ["CCATOPS_ENV"] = "embedded", ["ASPNETCORE_ENVIRONMENT"] = "Development" });
        site.Token = Value().Match(await Eventually.AssertAsync(
            () => Task.FromResult(site.Process.Output), Value().IsMatch, TimeSpan.FromSeconds(10), "it should print a token")).Value;
        site.Script.With(site.Token);
        return site;
    }

    /// <summary>A telescope on the stage: it writes over the ocean and reads from the replica.</summary>
    public static async Task<Site> StartTelescopeAsync(TwoSiteStage stage, params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["SITE_NAME"] = "observatory",
            ["SITE_TYPE"] = "secondary",
            ["REDIS_HOST"] = "127.0.0.1",
            ["REDIS_PORT"] = $"{stage.Redis.Port}",
            ["BACKGROUND_PROCESSING_INTERVAL"] = "0.1",
        };
        foreach (var (prefix, port) in new[] { ("MAIN_DB", stage.OceanToMain.Port), ("LOCAL_DB", stage.Replica.Port) })
        {
            settings[$"{prefix}_HOST"] = "127.0.0.1";
            settings[$"{prefix}_PORT"] = $"{port}";
            settings[$"{prefix}_USER"] = PostgresNode.User;
            settings[$"{prefix}_PASSWORD"] = PostgresNode.Password;
            settings[$"{prefix}_NAME"] = PostgresNode.Database;
        }

        foreach (var (name, value) in more)
            settings[name] = value;
        var site = await StartAsync(settings);
        site.Script.AsAdmin();
        return site;
    }

    /// <summary>Starts a process where one has ended, with its settings and its files.</summary>
    public async Task StartAgainAsync()
    {
        var folder = Process is null ? null : await Process.LeaveAsync();
        Process = await ServiceProcess.StartAsync(ServiceProgram.Path, ["--urls", Address], settings, workingDirectory: folder);
        await Process.WaitUntilReadyAsync(new Uri($"{Address}/health/ready"), TimeSpan.FromSeconds(120));
    }

    public async Task<JsonObject> GetAsync(string path) => (await Script.GetFromJsonAsync<JsonObject>(path))!;

    public async Task<JsonObject> PostAsync(string path, object body)
    {
        using var answer = await Script.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, Is.True, $"{path}: {text}\n{Process.Output}");
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Records an execution, as a telescope does, and returns its id.</summary>
    public async Task<string> StartExecutionAsync(int unit = 1, string module = "280GHz") =>
        (await PostAsync("/executed_obs_units/start", new { obs_unit_id = unit, instrument_module = module }))["id"]!.ToString();

    /// <summary>Makes a token of a user with one role.</summary>
    public async Task<string> TokenOfRoleAsync(string role) =>
        (await PostAsync("/api/tokens", new { name = $"person-{role}", owner = $"person-{role}", role }))["token"]!.ToString();

    public Task WaitForAsync(string severity) => Eventually.AssertAsync(
        () => GetAsync("/api/status"), status => status["severity"]!.ToString() == severity, TimeSpan.FromSeconds(60), $"the site should be {severity}");

    public async ValueTask DisposeAsync()
    {
        Script.Dispose();
        if (Process is not null)
            await Process.DisposeAsync();
    }

    private static async Task<Site> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var site = new Site(settings);
        try
        {
            await site.StartAgainAsync();
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    [GeneratedRegex("ops_api_token_[A-Za-z0-9_-]{43,}")]
    private static partial Regex Value();

    [GeneratedRegex(@"http://\S+/auth/first\?code=\S+")]
    private static partial Regex Link();
}
