using System.Net;
using CcatOps.Api.FunctionalTests.Nights;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Outages;

/// <summary>A telescope whose buffer is down.</summary>
internal sealed class RedisAwayTests
{
    private TwoSiteStage stage = null!;
    private Site observatory = null!;
    private Guid replicated;
    private Guid buffered;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        stage = await Scenery.StartAsync();
        observatory = await Site.StartSecondaryAsync(stage);
        replicated = await observatory.StartedAsync();
        await observatory.WaitUntilReplicatedAsync();
        stage.OceanToMain.Cut();
        buffered = await observatory.StartedAsync();
        await stage.Redis.StopAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await observatory.DisposeAsync();
        await stage.DisposeAsync();
    }

    [Test]
    public async Task Writes_are_refused_until_later()
    {
        AssertIsAway(await observatory.StartAsync());
        AssertIsAway(await observatory.RegisterFileAsync(replicated));
        AssertIsAway(await observatory.FinishAsync(replicated));
    }

    [Test]
    public async Task It_is_alive_but_not_ready_and_says_why()
    {
        Assert.That((await observatory.AskAsync("/health/live")).Status, Is.EqualTo(HttpStatusCode.OK));
        var ready = await observatory.AskAsync("/health/ready");
        Assert.That(ready.Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(ready.Json.Text("reasons"), Does.Contain($"Redis at redis://127.0.0.1:{stage.Redis.Port}/0 cannot be used"));
        var health = await observatory.AskAsync("/health");
        Assert.That(health.Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That((health.Json.Text("status"), health.Json.Text("redis")), Is.EqualTo(("unhealthy", "disconnected")));
    }

    [Test]
    public async Task Metrics_are_still_given_and_show_no_old_depth() =>
        Assert.That((await observatory.AskAsync("/metrics")).Text, Does.Contain("\nccatops_buffer_depth NaN\n"));

    [TestCase("/executed_obs_units")]
    [TestCase("/executed_obs_units/1")]
    [TestCase("/raw_data_files")]
    [TestCase("/obs_unit/1")]
    [TestCase("/api/buffer")]
    [TestCase("/api/transactions")]
    public async Task Reads_do_not_go_back_in_time(string path) => AssertIsAway(await observatory.AskAsync(path));

    [Test]
    public async Task A_client_that_asks_for_the_replica_gets_it_and_is_told()
    {
        var answer = await observatory.AskAsync($"/executed_obs_units/{replicated}?consistency=replica");
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((answer.Json.Text("consistency"), answer.Header("CcatOps-Consistency")), Is.EqualTo(("replica", "replica")));
        var list = await observatory.AskAsync("/executed_obs_units?consistency=replica&count=exact");
        Assert.That(list.Json.Text("consistency"), Is.EqualTo("replica"));
        Assert.That(list.Json["items"]!.AsArray().Select(item => item!["id"]!.ToString()), Is.EqualTo(new[] { replicated.ToString() }));
    }

    [Test]
    public async Task A_service_that_is_started_now_is_alive_and_becomes_ready_with_redis_and_nothing_is_lost()
    {
        await using var late = await Site.StartAsync(Site.SecondarySettings(stage).With(("SITE_NAME", "late")), untilReady: false);
        Assert.That((await late.AskAsync("/health/ready")).Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        AssertIsAway(await late.StartAsync());

        await stage.Redis.StartAsync();
        try
        {
            await late.UntilAsync("/health/ready", health => health.Text("status") == "ready", "it should find Redis");
            await observatory.UntilAsync("/health/ready", health => health.Text("status") == "ready", "it should find Redis again");
            await late.StartedAsync();
            var read = await observatory.AskAsync($"/executed_obs_units/{buffered}");
            Assert.That(read.IsWaiting, read.Text);
            await observatory.StartedAsync();

            stage.OceanToMain.Restore();
            await observatory.WaitUntilReplicatedAsync();
            await late.WaitUntilReplicatedAsync();
            Assert.That(await Tables.CountAsync(stage.Replica, "executed_obs_unit", $"id = '{buffered}'"), Is.EqualTo(1));
        }
        finally
        {
            stage.OceanToMain.Cut();
            await stage.Redis.StopAsync();
        }
    }

    private static void AssertIsAway(Answer answer)
    {
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable), answer.Text);
        Assert.That(answer.Problem, Is.EqualTo("buffer-unavailable"));
        Assert.That(answer.Header("Retry-After"), Is.Not.Null);
    }
}
