using System.Net;
using CcatOps.Api.FunctionalTests.Journal;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;
using StackExchange.Redis;

namespace CcatOps.Api.FunctionalTests.FailOver;

/// <summary>The buffer's Redis has a replica, and sentinels that make it the primary when the first one fails.</summary>
internal sealed class RedisFailOverTests
{
    private TwoSiteStage stage = null!;
    private RedisWithSentinels redis = null!;

    [SetUp]
    public async Task StartAsync()
    {
        stage = await Scenery.StartAsync();
        redis = await RedisWithSentinels.CreateAsync(withSentinels: false);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await redis.DisposeAsync();
        await stage.DisposeAsync();
    }

    [Test]
    public async Task Killed_under_load_the_primary_is_replaced_and_nothing_is_lost()
    {
        await redis.StartSentinelsAsync();
        await using var site = await StartSiteAsync(Telescope.Journal);
        stage.OceanToMain.Cut();
        var waiting = await Telescope.RecordAsync(site, 20);
        var stop = new TaskCompletionSource();
        var load = Telescope.ObserveAsync(site, observers: 4, stop.Task);
        await UntilDeeperAsync(site, by: 100);

        await redis.First.KillAsync();
        await UntilOnSecondAsync(site);
        await UntilDeeperAsync(site, by: 100);
        stop.SetResult();
        var answered = await load;
        await Telescope.AssertReadsAllAsync(site, waiting);
        stage.OceanToMain.Restore();
        await site.WaitUntilReplicatedAsync();

        Assert.That(answered, Has.Count.GreaterThan(50));
        await Telescope.AssertHasAllOnceAsync(stage.Primary, [.. waiting, .. answered]);
        await Telescope.AssertHasAllOnceAsync(stage.Replica, [.. waiting, .. answered]);
        Assert.That(Site.Number(await site.GetAsync("/api/buffer"), "failed"), Is.Zero);
    }

    [Test]
    public async Task What_had_not_come_over_to_the_replica_is_restored_from_the_journal()
    {
        await redis.StartSentinelsAsync();
        await using var site = await StartSiteAsync(Telescope.Journal);
        stage.OceanToMain.Cut();
        var early = await Telescope.RecordAsync(site, 5);
        await UntilFollowedAsync();
        await redis.Second.StopAsync();
        var late = await Telescope.RecordAsync(site, 10);
        await redis.First.KillAsync();
        await redis.StartSecondAsReplicaAsync();

        await UntilOnSecondAsync(site);
        await Telescope.AssertReadsAllAsync(site, [.. early, .. late]);
        Assert.That(Site.Number(await site.GetAsync("/api/buffer"), "depth"), Is.EqualTo(30));
        Assert.That(site.Process.Output, Does.Contain("The buffer was rebuilt from the journal"));
        stage.OceanToMain.Restore();
        await site.WaitUntilReplicatedAsync();
        await Telescope.AssertHasAllOnceAsync(stage.Replica, [.. early, .. late]);
    }

    [Test]
    public async Task Without_a_journal_writes_wait_for_the_new_primary_and_what_is_accepted_then_is_kept()
    {
        await redis.StartSentinelsAsync();
        await using var site = await StartSiteAsync();
        stage.OceanToMain.Cut();
        var before = await Telescope.RecordAsync(site, 5);
        await UntilFollowedAsync();
        await redis.First.KillAsync();
        var refused = await site.StartAsync();
        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable), refused.Text);
        await UntilOnSecondAsync(site);

        var after = await Telescope.RecordAsync(site, 5);
        stage.OceanToMain.Restore();
        await site.WaitUntilReplicatedAsync();
        await Telescope.AssertHasAllOnceAsync(stage.Replica, [.. before, .. after]);
    }

    [Test]
    public async Task The_new_primary_has_to_be_as_durable_as_the_old_one()
    {
        await redis.StartSentinelsAsync();
        await using var site = await StartSiteAsync();
        var before = await Telescope.RecordAsync(site, 1);
        await UntilFollowedAsync();
        await SendAsync(redis.Second, server => server.ConfigSetAsync("appendfsync", "everysec"));
        await redis.First.KillAsync();
        await site.UntilAsync("/health/ready", health => health.Text("status") != "ready" && $"{health}".Contains("appendfsync"), "it should be noticed", 30);

        await SendAsync(redis.Second, server => server.ConfigSetAsync("appendfsync", "always"));
        await UntilOnSecondAsync(site);
        var after = await Telescope.RecordAsync(site, 1);
        await site.WaitUntilReplicatedAsync();
        await Telescope.AssertHasAllOnceAsync(stage.Replica, [.. before, .. after]);
    }

    [Test]
    public async Task Started_before_any_sentinel_the_service_lives_and_becomes_ready_when_they_come()
    {
        var settings = Settings();
        await using var site = await Site.StartAsync(settings, untilReady: false);
        Assert.That((await site.AskAsync("/health/ready")).Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));

        await redis.StartSentinelsAsync();
        await site.UntilAsync("/health/ready", health => health.Text("status") == "ready", "it should find the primary", 30);
        await Telescope.RecordAsync(site, 1);
    }

    private Settings Settings(params (string Name, string Value)[] more) => Site.SecondarySettings(stage).With(
        ("REDIS_HOST", redis.Addresses), ("REDIS_SENTINEL_SERVICE", RedisWithSentinels.Service), ("BUFFER_DURABILITY", "required")).With(more);

    private Task<Site> StartSiteAsync(params (string Name, string Value)[] more) => Site.StartAsync(Settings(more));

    private static async Task UntilDeeperAsync(Site site, int by)
    {
        var depth = Site.Number(await site.GetAsync("/api/buffer"), "depth");
        await site.UntilAsync("/api/buffer", buffer => Site.Number(buffer, "depth") > depth + by, "the load should go on", 30);
    }

    /// <summary>Until the replica has all that the primary has taken.</summary>
    private async Task UntilFollowedAsync()
    {
        await using var first = await ConnectionMultiplexer.ConnectAsync($"{redis.First.ConnectionString},allowAdmin=true");
        await Eventually.WaitForAsync(
            async () => (await first.GetServers()[0].RoleAsync()) is Role.Master { ReplicationOffset: var offset, Replicas: { Count: 1 } replicas }
                && replicas.First().ReplicationOffset == offset,
            TimeSpan.FromSeconds(20), "the replica should have everything");
    }

    private Task UntilOnSecondAsync(Site site) => Eventually.WaitForAsync(
        async () => site.Process.Output.Contains($"The primary of Redis is 127.0.0.1:{redis.Second.Port}", StringComparison.Ordinal)
            && (await site.AskAsync("/health/ready")).Status == HttpStatusCode.OK
            && (await site.GetAsync("/api/buffer")).Text("notes") == "[]",
        TimeSpan.FromSeconds(40), "the site should go on with the second Redis", () => $"{redis.Output}\n{site.Process.Output}");

    private static async Task SendAsync(RedisServer server, Func<IServer, Task> send)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},allowAdmin=true");
        await send(connection.GetServers()[0]);
    }
}
