using System.Net;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;
using StackExchange.Redis;

namespace CcatOps.Api.FunctionalTests.Outages;

/// <summary>A telescope that demands a durable buffer of a Redis that is not.</summary>
internal sealed class DurabilityTests
{
    private TwoSiteStage stage = null!;
    private ConnectionMultiplexer redis = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        stage = await SharedStage.GetAsync();
        redis = await ConnectionMultiplexer.ConnectAsync($"{stage.Redis.ConnectionString},allowAdmin=true");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await redis.DisposeAsync();
    }

    [TestCase("appendonly", "no", "yes")]
    [TestCase("appendfsync", "everysec", "always")]
    [TestCase("maxmemory-policy", "allkeys-lru", "noeviction")]
    public async Task It_is_not_ready_says_why_and_takes_no_write(string setting, string unsafeValue, string safeValue)
    {
        await SetAsync(setting, unsafeValue);
        try
        {
            await using var site = await Site.StartAsync(Settings(), untilReady: false);
            var ready = await site.UntilAsync(
                "/health/ready", health => health.Text("reasons")!.Contains(setting, StringComparison.Ordinal), "it should say why");
            Assert.That(ready.Text("reasons"), Does.Contain($"{setting} is '{unsafeValue}'"));
            await AssertTakesNoWriteAsync(site, setting);
        }
        finally
        {
            await SetAsync(setting, safeValue);
        }
    }

    [Test]
    public async Task What_is_changed_while_it_runs_is_noticed_both_ways()
    {
        await using var site = await Site.StartAsync(Settings());
        await site.StartedAsync();
        await SetAsync("appendfsync", "everysec");
        await site.UntilAsync("/health/ready", health => health.Text("status") == "not_ready", "it should notice");
        await AssertTakesNoWriteAsync(site, "appendfsync");
        await SetAsync("appendfsync", "always");
        Assert.That((await site.AskAsync("/health")).Status, Is.EqualTo(HttpStatusCode.OK), "an operator's look checks at once");
        await site.StartedAsync();
    }

    [Test]
    public async Task Where_that_is_allowed_it_takes_writes_and_says_how_they_are_held()
    {
        await SetAsync("appendfsync", "everysec");
        try
        {
            await using var site = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "relaxed"), ("BUFFER_DURABILITY", "relaxed"));
            var answer = await site.StartAsync();
            Assert.That((answer.Status, answer.Header("CcatOps-Durability")), Is.EqualTo((HttpStatusCode.Created, "everysec")));
        }
        finally
        {
            await SetAsync("appendfsync", "always");
        }
    }

    private Settings Settings() => Site.SecondarySettings(stage).With(("SITE_NAME", "demanding"), ("BUFFER_DURABILITY", "required"));

    private Task SetAsync(string setting, string value) => redis.GetServers()[0].ConfigSetAsync(setting, value);

    private static async Task AssertTakesNoWriteAsync(Site site, string reason)
    {
        var answer = await site.StartAsync();
        Assert.That((answer.Status, answer.Problem), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "buffer-unavailable")));
        Assert.That(answer.Json.Text("detail"), Does.Contain(reason));
        Assert.That(answer.Header("Retry-After"), Is.Not.Null);
    }
}
