using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;
using CcatOps.TestBed;
using StackExchange.Redis;

namespace CcatOps.Faults.Scenarios;

/// <summary>The buffer's server: killed, full, told to forget.</summary>
[Category("Fault")]
internal sealed class RedisTests
{
    private TwoSiteStage stage = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => stage = await SharedStage.GetAsync();

    [Test]
    public async Task Redis_killed_under_load_loses_nothing_when_each_write_is_fsynced()
    {
        await using var redis = await RedisServer.CreateAsync();
        await using var site = await SiteUnderFault.StartAsync("redis-killed", stage, redis);
        await using var load = site.BeginLoad(new() { PoisonShare = 0.02 });
        const int times = 4;
        for (var i = 0; i < times; i++)
        {
            await load.AcceptedMoreAsync(Extent.Writes / times);
            using var killed = load.Log.Faults.Begin(FaultKind.RedisKilled);
            await redis.KillAsync();
            var unanswered = load.Log.Unanswered;
            await Eventually.WaitForAsync(
                () => load.Log.Unanswered > unanswered, TimeSpan.FromSeconds(20), "writes should be refused while Redis is unavailable");
            await redis.StartAsync();
        }

        await load.AcceptedMoreAsync(Extent.Phase);
        await site.AssertCleanAsync(load, new(Attack.Durable, "kill -9 of Redis, appendfsync always", times));
    }

    [Test]
    public async Task An_eviction_policy_set_at_run_time_is_noticed_and_nothing_is_evicted()
    {
        await using var redis = await RedisServer.CreateAsync();
        await using var site = await SiteUnderFault.StartAsync("redis-evicting", stage, redis);
        await using var load = site.BeginLoad();
        await load.AcceptedMoreAsync(Extent.Phase);
        var isUnsafe = load.Log.Faults.Begin(FaultKind.RedisUnsafe);
        await ConfigureAsync(redis, "maxmemory-policy", "allkeys-lru");
        var reason = await RefusalAsync(site);
        await ConfigureAsync(redis, "maxmemory-policy", "noeviction");
        isUnsafe.End();
        await load.AcceptedMoreAsync(Extent.Phase);

        Assert.That(reason, Does.Contain("maxmemory-policy"));
        await site.AssertCleanAsync(load, new(Attack.Durable, "eviction policy switched on at run time", 1));
    }

    [Test]
    public async Task A_full_memory_refuses_writes_and_holds_nothing_half()
    {
        await using var redis = await RedisServer.CreateAsync();
        await using var site = await SiteUnderFault.StartAsync("redis-full", stage, redis);
        await using var load = site.BeginLoad();
        await load.AcceptedMoreAsync(Extent.Phase);
        var isFull = load.Log.Faults.Begin(FaultKind.RedisMemoryFull);
        await ConfigureAsync(redis, "maxmemory", "1mb");
        var refused = load.Log.Count(503);
        await Eventually.WaitForAsync(
            () => load.Log.Count(503) > refused + 20, TimeSpan.FromSeconds(20), "writes should be refused", () => site.Api.Process.Output);
        await ConfigureAsync(redis, "maxmemory", "0");
        isFull.End();
        await load.AcceptedMoreAsync(Extent.Phase);

        await site.AssertCleanAsync(load, new(Attack.Bounded, "Redis' memory full (noeviction)", 1));
    }

    [Test]
    public async Task A_full_disk_refuses_writes_and_holds_nothing_half()
    {
        await using var redis = await RedisServer.CreateAsync(new() { DiskSize = 64L << 20 });
        await using var site = await SiteUnderFault.StartAsync("redis-disk-full", stage, redis);
        await using var load = site.BeginLoad();
        await load.AcceptedMoreAsync(Extent.Phase);
        var isFull = load.Log.Faults.Begin(FaultKind.RedisDiskFull);
        await redis.Disk.FillAsync();

        // With appendfsync always Redis ends itself rather than answer for what it could not write.
        await Eventually.WaitForAsync(() => !redis.IsRunning, TimeSpan.FromSeconds(20), "Redis should notice", () => redis.Output);
        await redis.Disk.FreeAsync();
        await redis.StartAsync();
        isFull.End();
        await load.AcceptedMoreAsync(Extent.Phase);

        Assert.That(load.Log.Unanswered, Is.Positive);
        await site.AssertCleanAsync(load, new(Attack.Durable, "Redis' disk full", 1));
    }

    private static async Task<string> RefusalAsync(SiteUnderFault site)
    {
        var answer = await Eventually.AssertAsync(
            () => site.Api.AskAsync("/health/ready"), ready => ready.Status == 503, TimeSpan.FromSeconds(20), "the policy should be noticed");
        return answer.Json.ToJsonString();
    }

    private static async Task ConfigureAsync(RedisServer redis, string name, string value)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString + ",allowAdmin=true");
        await connection.GetServers()[0].ConfigSetAsync(name, value);
    }
}
