using System.Reflection;
using CcatOps.TestBed;
using StackExchange.Redis;

namespace CcatOps.Bench.Staging;

/// <summary>The real servers of two sites, the link between them, and what benchmarks do with them beside the service.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private static readonly string Api = Path.Combine(AppContext.BaseDirectory, "CcatOps.Api.dll");
    private static readonly string Peers = typeof(Stage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(entry => entry.Key == "Peers").Value!;

    private static readonly HashSet<string> SentByTheService =
        ["cmdstat_evalsha", "cmdstat_eval", "cmdstat_ping", "cmdstat_info", "cmdstat_config|get"];

    private readonly ConnectionMultiplexer redis;

    /// <summary>The journals of the sites, which outlive a process as Redis does.</summary>
    private readonly DirectoryInfo journals = Directory.CreateTempSubdirectory("ccat-ops-bench-");

    private Stage(TwoSiteStage servers, ConnectionMultiplexer redis) => (Servers, this.redis) = (servers, redis);

    public TwoSiteStage Servers { get; }

    public IDatabase Redis => redis.GetDatabase();

    public string RedisVersion => redis.GetServers()[0].Version.ToString();

    public static async Task<Stage> StartAsync(CancellationToken cancellationToken)
    {
        var servers = await TwoSiteStage.StartAsync(cancellationToken: cancellationToken);
        try
        {
            await MigrateAsync(servers);
            await TestTokens.SeedAsync(servers.Primary, cancellationToken);
            await servers.Primary.ExecuteAsync(
                $"insert into obs_unit (name) select 'unit ' || n from generate_series(1, {Night.PlannedUnits}) n", cancellationToken);
            return new(servers, await ConnectionMultiplexer.ConnectAsync(servers.Redis.ConnectionString + ",allowAdmin=true,syncTimeout=60000"));
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>A link without delay or bound, no execution anywhere, an empty Redis, no journal: what a measurement starts from.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        SetLink(TimeSpan.Zero);
        Restore();
        await redis.GetServers()[0].FlushAllDatabasesAsync();
        foreach (var journal in journals.EnumerateDirectories())
            journal.Delete(recursive: true);
        await Servers.Primary.ExecuteAsync("truncate applied_transaction, raw_data_file, executed_obs_unit", cancellationToken);
        await Servers.Primary.ExecuteAsync("checkpoint", cancellationToken);
        await Servers.Replica.CatchUpAsync(TimeSpan.FromMinutes(2), cancellationToken);
    }

    /// <summary>The round-trip time of the link, for the drain and for replication.</summary>
    public void SetLink(TimeSpan roundTrip, long? bytesPerSecond = null)
    {
        foreach (var line in new[] { Servers.OceanToMain, Servers.OceanToReplica })
            (line.RoundTrip, line.BytesPerSecond) = (roundTrip, bytesPerSecond);
    }

    public void Cut()
    {
        Servers.OceanToMain.Cut();
        Servers.OceanToReplica.Cut();
    }

    public void Restore()
    {
        Servers.OceanToMain.Restore();
        Servers.OceanToReplica.Restore();
    }

    public Task<Site> StartSecondaryAsync(CancellationToken cancellationToken) =>
        Site.StartAsync(Api, SettingsOf(Night.Site), this, cancellationToken);

    /// <summary>A secondary site that asks nobody who they are.</summary>
    public Task<Site> StartOpenAsync(CancellationToken cancellationToken) => Site.StartAsync(
        Path.Combine(AppContext.BaseDirectory, "CcatOps.Bench.dll"),
        SettingsOf("open"),
        this,
        cancellationToken,
        OpenService.Verb);

    public Task<Site> StartMainAsync(CancellationToken cancellationToken) =>
        Site.StartAsync(Api, SiteSettings.OfMain(Servers), this, cancellationToken);

    /// <summary>A bare endpoint that does one LPUSH to the same Redis.</summary>
    public Task<Site> StartBareAsync(CancellationToken cancellationToken) => Site.StartAsync(
        Path.Combine(AppContext.BaseDirectory, "CcatOps.Bare.dll"),
        new() { ["REDIS"] = Servers.Redis.ConnectionString, ["DOTNET_EnableDiagnostics"] = "0" },
        this,
        cancellationToken);

    /// <summary>One of bench/Peers, with a PostgreSQL of its own at the site.</summary>
    public Task<Site> StartPeerAsync(string name, int workers, PostgresServer database, CancellationToken cancellationToken) => Site.StartAsync(
        Peers, SiteSettings.OfPeer(name, workers, database, Servers), this, cancellationToken);

    /// <summary>The folder of a site's journal, whichever process writes it.</summary>
    public string JournalOf(string site) => Path.Combine(journals.FullName, site);

    /// <summary>Bytes that Redis has allocated for its data.</summary>
    public Task<long> MemoryAsync() => InfoAsync("memory", "used_memory");

    /// <summary>Scripts that Redis has run, and commands that the service sends beside them; not those inside scripts.</summary>
    public async Task<long> CommandsAsync() =>
        (await redis.GetServers()[0].InfoAsync("commandstats"))
            .SelectMany(group => group)
            .Where(field => SentByTheService.Contains(field.Key))
            .Sum(field => Number(field.Value.Split('=', ',')[1]));

    public async Task<int> RedisProcessAsync() => (int)await InfoAsync("server", "process_id");

    public async ValueTask DisposeAsync()
    {
        await redis.DisposeAsync();
        await Servers.DisposeAsync();
        journals.Delete(recursive: true);
    }

    private Dictionary<string, string> SettingsOf(string site) => SiteSettings.OfSecondary(site, JournalOf(site), Servers);

    private async Task<long> InfoAsync(string section, string name)
    {
        var fields = (await redis.GetServers()[0].InfoAsync(section)).SelectMany(group => group);
        return Number(fields.First(field => field.Key == name).Value);
    }

    private static long Number(string text) => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task MigrateAsync(TwoSiteStage servers)
    {
        await using var run = await ServiceProcess.StartAsync(Api, ["--migrate"], SiteSettings.OfMain(servers));
        if (await run.Exit.WaitAsync(TimeSpan.FromMinutes(1)) != 0)
            throw new InvalidOperationException(run.Output);
    }
}
