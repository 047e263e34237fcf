using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CcatOps.TestBed;

namespace CcatOps.Deployment.Tests.Kits.Sites;

/// <summary>A telescope with a name of its own on a stage, and the terminal of its administrator.</summary>
internal sealed class TelescopeSite : IAsyncDisposable
{
    private static int count;

    private readonly TwoSiteStage stage;
    private readonly DirectoryInfo tools = Directory.CreateTempSubdirectory("ccat-ops-terminal-");
    private readonly Dictionary<string, string> settings;

    private TelescopeSite(TwoSiteStage stage, IEnumerable<(string Name, string Value)> more)
    {
        this.stage = stage;
        settings = new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["SITE_NAME"] = $"telescope-{Interlocked.Increment(ref count)}",
            ["SITE_TYPE"] = "secondary",
            ["REDIS_HOST"] = "127.0.0.1",
            ["REDIS_PORT"] = $"{stage.Redis.Port}",
            ["BACKGROUND_PROCESSING_INTERVAL"] = "0.1",
        };
        foreach (var (prefix, port) in ((string, int)[])[("MAIN_DB", stage.OceanToMain.Port), ("LOCAL_DB", stage.Replica.Port)])
        {
            settings[$"{prefix}_HOST"] = "127.0.0.1";
            settings[$"{prefix}_PORT"] = $"{port}";
            settings[$"{prefix}_USER"] = PostgresNode.User;
            settings[$"{prefix}_PASSWORD"] = PostgresNode.Password;
            settings[$"{prefix}_NAME"] = PostgresNode.Database;
        }

        foreach (var (name, value) in more)
            settings[name] = value;
        WriteTools();
    }

    /// <summary>A journal in the working directory.</summary>
    public static (string Name, string Value) Journal { get; } = ("JOURNAL_PATH", "data/journal");

    public HttpClient Client { get; private set; } = null!;

    public string DataFolder => Path.Combine(Process.WorkingDirectory, "data");

    public string BackupFolder => Path.Combine(tools.FullName, "backup");

    private ServiceProcess Process { get; set; } = null!;

    public static async Task<TelescopeSite> StartAsync(TwoSiteStage stage, params (string Name, string Value)[] more)
    {
        var site = new TelescopeSite(stage, more);
        await site.StartAgainAsync(null);
        return site;
    }

    /// <summary>Starts the service in a working directory that another has left; null: in an empty one.</summary>
    public async Task StartAgainAsync(string? workingDirectory, params (string Name, string Value)[] more)
    {
        foreach (var (name, value) in more)
            settings[name] = value;
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        Client?.Dispose();
        Client = new HttpClient { BaseAddress = address }.AsAdmin();
        Process = await ServiceProcess.StartAsync(ServiceProgram.Path, ["--urls", $"{address}"], settings, workingDirectory: workingDirectory);
        await Process.WaitUntilReadyAsync(new(address, "/health/ready"), TimeSpan.FromSeconds(60));
    }

    /// <summary>Ends the service, and leaves its working directory.</summary>
    public async Task<string> StopAsync()
    {
        await Process.TerminateAsync();
        return await Process.LeaveAsync();
    }

    /// <summary>Starts an execution that must be accepted, and returns its id.</summary>
    public async Task<Guid> WriteAsync(int obsUnit = 1)
    {
        using var answer = await TryWriteAsync(obsUnit);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created), await answer.Content.ReadAsStringAsync());
        return Guid.Parse($"{(await answer.Content.ReadFromJsonAsync<JsonObject>())!["id"]}");
    }

    public Task<HttpResponseMessage> TryWriteAsync(int obsUnit = 1) => Client.PostAsJsonAsync("/executed_obs_units/start", new { obs_unit_id = obsUnit });

    public Task WaitUntilReplicatedAsync() => Eventually.AssertAsync(
        () => Client.GetStringAsync(new Uri("/api/buffer", UriKind.Relative)),
        buffer => buffer.Contains("\"depth\":0,", StringComparison.Ordinal) && buffer.Contains("\"unconfirmed\":0,", StringComparison.Ordinal),
        TimeSpan.FromSeconds(60), "all that was accepted should be on the replica");

    /// <summary>How many of these executions a database has.</summary>
    public static async Task<long> CountAsync(PostgresNode node, params IEnumerable<Guid> ids) =>
        await node.ReadAsync<long>($"select count(*) from executed_obs_unit where id in ({string.Join(',', ids.Select(id => $"'{id}'"))})");

    /// <summary>Types commands at the telescope, with the variables that the pages name.</summary>
    public async Task<Ended> TypeAsync(string commands, PostgresNode? at = null)
    {
        Directory.CreateDirectory(BackupFolder);
        var start = new ProcessStartInfo("bash", ["-euc", commands]) { WorkingDirectory = Process.WorkingDirectory };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        start.Environment["PATH"] = $"{tools.FullName}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["CURL_HOME"] = tools.FullName;
        start.Environment["API"] = $"{Client.BaseAddress}".TrimEnd('/');
        start.Environment["AUTH"] = $"Authorization: Bearer {TestTokens.Admin}";
        start.Environment["BACKUP"] = BackupFolder;
        start.Environment["DATA"] = DataFolder;
        start.Environment["REDIS_DATA"] = stage.Redis.DataFolder;
        (start.Environment["PGHOST"], start.Environment["PGPORT"], start.Environment["PGUSER"]) = ("127.0.0.1", $"{(at ?? stage.Primary).Port}", "postgres");
        return await Shell.RunAsync(start);
    }

    /// <summary>Types commands that must succeed, and returns what they print.</summary>
    public async Task<string> TypedAsync(string commands, PostgresNode? at = null)
    {
        var (code, output) = await TypeAsync(commands, at);
        Assert.That(code, Is.Zero, $"{commands}\n{output}\n{Process.Output}");
        return output;
    }

    /// <summary>Types commands until they print what is expected.</summary>
    public Task<string> TypedUntilAsync(string commands, string pattern, PostgresNode? at = null) => Eventually.AssertAsync(
        async () => (await TypeAsync(commands, at)).Output,
        output => Regex.IsMatch(output, pattern),
        TimeSpan.FromSeconds(40), $"{commands} should print {pattern}");

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        await Process.DisposeAsync();
        tools.Delete(recursive: true);
    }

    private void WriteTools()
    {
        // An error status is a failure here, which curl must be told without touching the commands.
        File.WriteAllText(Path.Combine(tools.FullName, ".curlrc"), "fail\n");
        var program = Path.Combine(tools.FullName, "ccat-ops");
        File.WriteAllText(program, $"#!/bin/bash\nexec '{Environment.ProcessPath}' '{Path.GetFullPath(ServiceProgram.Path)}' \"$@\"\n");
        File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
    }
}
