using System.Globalization;
using CcatOps.Faults.Load;
using CcatOps.Faults.Processes;
using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;
using CcatOps.TestBed;
using StackExchange.Redis;

namespace CcatOps.Faults.Clocks;

/// <summary>Wall clocks that jump by an hour while there is load: labels change, nothing else does.</summary>
[Category("Fault")]
internal sealed class ClockTests
{
    private const int Writes = 250;
    private static readonly TimeSpan Far = TimeSpan.FromMinutes(50);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private FakeClock clockOfRedis = null!;
    private TwoSiteStage stage = null!;

    [OneTimeSetUp]
    public async Task StartStageAsync()
    {
        clockOfRedis = new();
        stage = await SharedStage.StartAsync(new() { Redis = new() { Environment = clockOfRedis.Variables } });
    }

    [OneTimeTearDown]
    public async Task StopStageAsync()
    {
        await stage.DisposeAsync();
        clockOfRedis.Dispose();
    }

    [TearDown]
    public void SetClockRight() => clockOfRedis.Set(TimeSpan.Zero);

    [TestCase(1)]
    [TestCase(-1)]
    public async Task The_services_clock_jumps(int hours)
    {
        using var clock = new FakeClock();
        await using var site = new AttackedSite(stage, hours > 0 ? "service-ahead" : "service-behind");
        await using var service = await site.StartReadyAsync(Breakage.None, [.. clock.Variables.Select(each => (each.Key, each.Value))]);
        await using var load = SeededLoad.Begin(site.Name, new() { WritesPerSecond = 60 }, service.Address);
        await load.AcceptedAsync(Writes / 4);
        clock.Set(TimeSpan.FromHours(hours));
        await Eventually.AssertAsync(
            () => DistanceAsync(service, load), distance => distance * hours > Far, Soon, "what is accepted should bear the other time");
        clock.Set(TimeSpan.Zero);
        await AssertCleanAsync(site, load, "the service's clock jumps by an hour and back");
    }

    [TestCase(1)]
    [TestCase(-1)]
    public async Task The_clock_of_Redis_jumps(int hours)
    {
        await using var site = new AttackedSite(stage, hours > 0 ? "redis-ahead" : "redis-behind");
        await using var service = await site.StartReadyAsync(Breakage.None);
        await using var load = SeededLoad.Begin(site.Name, new() { WritesPerSecond = 60 }, service.Address);
        await load.AcceptedAsync(Writes / 4);
        await SetClockOfRedisAsync(hours);
        await load.AcceptedMoreAsync(Writes / 4);
        await SetClockOfRedisAsync(0);
        await AssertCleanAsync(site, load, "the clock of Redis jumps by an hour and back");
    }

    [Test]
    public async Task A_dead_drainer_is_replaced_in_time_though_the_clock_of_Redis_went_back()
    {
        await using var site = new AttackedSite(stage, "lease-behind");
        await using var drainer = await site.StartReadyAsync(Breakage.None);
        await drainer.UntilDrainIsAsync("running");
        await using var other = await site.StartReadyAsync(Breakage.None);
        // The one that dies must not renew after the jump.
        drainer.Process.Freeze();
        await SetClockOfRedisAsync(-1);
        await drainer.Process.KillAsync();
        await other.UntilDrainIsAsync("running", seconds: 5);
    }

    private static async Task<TimeSpan> DistanceAsync(BreakableService service, SeededLoad load)
    {
        var newest = load.Log.Accepted[^1].Transaction;
        var record = (await service.SendAsync(HttpMethod.Get, $"/api/transactions/{newest}")).Json!;
        var accepted = DateTimeOffset.Parse(record["accepted_at"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        return accepted - TimeProvider.System.GetUtcNow();
    }

    private static async Task AssertCleanAsync(AttackedSite site, SeededLoad load, string attack)
    {
        await load.AcceptedMoreAsync(Writes / 4);
        await load.StopAsync();
        var verdict = await site.EvaluateAsync(load);
        FaultReport.Add(new(Attack.Order, attack, 2), verdict);
        Assert.That(verdict.IsClean, Is.True, verdict.ToString());
    }

    private async Task SetClockOfRedisAsync(int hours)
    {
        clockOfRedis.Set(TimeSpan.FromHours(hours));
        await using var redis = await ConnectionMultiplexer.ConnectAsync(stage.Redis.ConnectionString);
        var server = redis.GetServers()[0];
        await Eventually.AssertAsync(
            async () => new DateTimeOffset(await server.TimeAsync(), TimeSpan.Zero) - TimeProvider.System.GetUtcNow(),
            distance => (distance - TimeSpan.FromHours(hours)).Duration() < TimeSpan.FromMinutes(1),
            Soon, "Redis should have the other time");
    }
}
