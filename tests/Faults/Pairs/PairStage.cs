using CcatOps.Faults.Stage;
using CcatOps.TestBed;
using StackExchange.Redis;

namespace CcatOps.Faults.Pairs;

/// <summary>Servers of their own and a site of two processes with a journal, all of whose parts can fail; many pairs of faults use it in turn.</summary>
internal sealed class PairStage : IAsyncDisposable
{
    private const long RedisDisk = 1L << 30;
    private const long JournalDiskSize = 1L << 30;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(60);
    private static int count;
    private readonly TwoSiteStage servers;

    private PairStage(TwoSiteStage servers, SmallDisk journalDisk, SyncHook sync, SiteUnderFault site) =>
        (this.servers, JournalDisk, Sync, Site) = (servers, journalDisk, sync, site);

    public SiteUnderFault Site { get; }

    public SmallDisk JournalDisk { get; }

    public SyncHook Sync { get; }

    public DelayLine Link => Site.Link;

    public RedisServer Redis => servers.Redis;

    public PostgresServer Main => servers.Primary;

    public PostgresReplica Replica => servers.Replica;

    /// <summary>The process that is killed or frozen in this pair.</summary>
    public ApiProcess Victim => Site.Processes[Turn % Site.Processes.Count];

    /// <summary>The states of main in this pair.</summary>
    public UnfinishedRestore Restore => UnfinishedRestore.All[Turn % UnfinishedRestore.All.Count];

    /// <summary>A number from the seed that varies the pair.</summary>
    public int Turn { get; set; }

    public static async Task<PairStage> StartAsync()
    {
        var servers = await SharedStage.StartAsync(new() { Redis = new() { DiskSize = RedisDisk } });
        var disk = await SmallDisk.CreateAsync("journal", JournalDiskSize);
        var sync = await SyncHook.CreateAsync(disk.Folder);
        (string, string)[] settings =
        [
            ("JOURNAL_PATH", Path.Combine(disk.Folder, "journal")), ("TRANSACTION_RETRY_DELAY", "0.1"),
            .. sync.Variables.Select(variable => (variable.Key, variable.Value)),
        ];
        var site = await SiteUnderFault.StartAsync($"pairs-{Interlocked.Increment(ref count)}", servers, processes: 2, disk: disk, settings: settings);
        site.Observed = site.Observed with { IsShared = true };
        await WarmUpAsync(site);
        return new(servers, disk, sync, site);
    }

    public void ThrottleLink() => (Link.BytesPerSecond, Link.RoundTrip) = (1_000_000 / 8, TimeSpan.FromMilliseconds(200));

    public void FreeLink() => (Link.BytesPerSecond, Link.RoundTrip) = (null, TimeSpan.Zero);

    public async Task FlushRedisAsync()
    {
        await using var connection = await ConnectAsync();
        await connection.GetServers()[0].FlushAllDatabasesAsync();
    }

    public async Task BoundRedisAsync(string memory)
    {
        await using var connection = await ConnectAsync();
        await connection.GetServers()[0].ConfigSetAsync("maxmemory", memory);
    }

    /// <summary>Gives Redis space again; it has ended itself, or has not noticed yet.</summary>
    public async Task FreeRedisAsync()
    {
        await Redis.Disk.FreeAsync();
        if (!Redis.IsRunning)
            await Redis.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Sync.Release();
        await Site.DisposeAsync();
        await servers.DisposeAsync();
        Sync.Dispose();
        await JournalDisk.DisposeAsync();
    }

    /// <summary>The first requests of a process are slow: its code is compiled, and its connections are opened.</summary>
    private static async Task WarmUpAsync(SiteUnderFault site)
    {
        await using var load = site.BeginLoad(new() { Writes = 60, TakesTurns = true, ReadShare = 1, Patience = WarmUp });
        await load.EndAsync(WarmUp);
        await site.Observed.WaitUntilSettledAsync(WarmUp);
    }

    private Task<ConnectionMultiplexer> ConnectAsync() => ConnectionMultiplexer.ConnectAsync(Redis.ConnectionString + ",allowAdmin=true");
}
