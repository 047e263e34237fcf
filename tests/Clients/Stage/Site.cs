using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CcatOps.TestBed;

namespace CcatOps.Clients.Stage;

/// <summary>The service of one site, at an address that it keeps when it is killed and started again.</summary>
internal sealed partial class Site : IAsyncDisposable
{
    private readonly Dictionary<string, string> settings;
    private readonly HttpClient client;
    private ServiceProcess? process;
    private string folder = null!;

    private Site(Dictionary<string, string> settings)
    {
        this.settings = settings;
        settings["ASPNETCORE_ENVIRONMENT"] = "Development";
        settings["BACKGROUND_PROCESSING_INTERVAL"] = "0.1";
        client = new HttpClient { BaseAddress = Address };
    }

    public int Port { get; } = FreePort.Next();

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>A token that may do everything.</summary>
    public string Token { get; private set; } = TestTokens.Admin;

    /// <summary>A site that needs no server, with the planned units of the night.</summary>
    public static async Task<Site> StartEmbeddedAsync(params (string Name, string Value)[] more)
    {
        var site = Embedded(more);
        await site.StartAsync();
        return site;
    }

    /// <summary>The same, not started yet.</summary>
    public static Site Embedded(params (string Name, string Value)[] more) => new(
        more.Append((Name: "CCATOPS_ENV", Value: "embedded")).ToDictionary(setting => setting.Name, setting => setting.Value));

    /// <summary>The telescope's site of a stage, which buffers in Redis.</summary>
    public static async Task<Site> StartTelescopeAsync(TwoSiteStage stage, string name)
    {
        var site = new Site(new Dictionary<string, string>
        {
            ["SITE_NAME"] = name,
            ["SITE_TYPE"] = "secondary",
            ["REDIS_HOST"] = "127.0.0.1",
            ["REDIS_PORT"] = $"{stage.Redis.Port}",
        });
        site.AddDatabase("MAIN_DB", stage.OceanToMain.Port);
        site.AddDatabase("LOCAL_DB", stage.Replica.Port);
        await site.StartAsync();
        return site;
    }

    public async Task StartAsync()
    {
        process = await ServiceProcess.StartAsync(ServiceProgram.Path, ["--urls", $"{Address}"], settings, workingDirectory: folder);
        await process.WaitUntilReadyAsync(new(Address, "/health/live"), TimeSpan.FromSeconds(60));
        if (folder is null && settings.ContainsKey("CCATOPS_ENV"))
        {
            var output = await Eventually.AssertAsync(
                () => Task.FromResult(process.Output), TokenValue().IsMatch, TimeSpan.FromSeconds(10), "the first start should print a token");
            Token = TokenValue().Match(output).Value;
        }

        folder = process.WorkingDirectory;
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    /// <summary>SIGKILL, and the next start.</summary>
    public async Task KillAndStartAgainAsync()
    {
        await process!.KillAsync();
        await process.LeaveAsync();
        await StartAsync();
    }

    /// <summary>The names and values of what clients read from the environment.</summary>
    public (string Name, string Value)[] ClientEnvironment => [("CCATOPS_URL", $"{Address}"), ("CCATOPS_TOKEN", Token)];

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative)))!;

    /// <summary>How many executions clients have recorded, as the site merges them. A new site that needs no server has one as an example.</summary>
    public async Task<int> CountExecutionsAsync() => await CountAsync("/executed_obs_units") - 1;

    /// <summary>How many files clients have recorded.</summary>
    public Task<int> CountFilesAsync() => CountAsync("/raw_data_files");

    /// <summary>All transactions of clients, in the order of the site: operation and entity.</summary>
    public async Task<IReadOnlyList<(string Operation, string Entity)>> WritesAsync()
    {
        var found = new List<(long Sequence, string Operation, string Entity)>();
        for (var page = "/api/transactions?limit=500"; page is not null;)
        {
            var answer = await GetAsync(page);
            found.AddRange(answer["items"]!.AsArray().Where(item => item!["sequence"] is not null).Select(item =>
                (item!["sequence"]!.GetValue<long>(), item["operation"]!.GetValue<string>(), item["entities"]!.AsArray().FirstOrDefault()?.GetValue<string>() ?? "")));
            page = answer["next"]?.GetValue<string>();
        }

        return [.. found.OrderBy(write => write.Sequence).Select(write => (write.Operation, write.Entity)).Where(write => !write.Operation.Contains("token", StringComparison.Ordinal))];
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (process is not null)
            await process.DisposeAsync();
    }

    private async Task<int> CountAsync(string list) => (await GetAsync($"{list}?count=exact&limit=1"))["count"]!["value"]!.GetValue<int>();

    private void AddDatabase(string prefix, int port)
    {
        settings[$"{prefix}_HOST"] = "127.0.0.1";
        settings[$"{prefix}_PORT"] = $"{port}";
        settings[$"{prefix}_USER"] = PostgresNode.User;
        settings[$"{prefix}_PASSWORD"] = PostgresNode.Password;
        settings[$"{prefix}_NAME"] = PostgresNode.Database;
    }

    [GeneratedRegex("ops_api_token_[A-Za-z0-9_-]{43,}")]
    private static partial Regex TokenValue();
}
