using System.Net;
using CcatOps.Api.FunctionalTests.Nights;
using CcatOps.Api.FunctionalTests.Stage;

namespace CcatOps.Api.FunctionalTests.Journal;

/// <summary>A telescope without a journal, whose Redis is down and whose link is up.</summary>
internal sealed class WithoutJournalTests
{
    [Test]
    public async Task What_overtakes_nothing_goes_to_main_and_the_rest_waits()
    {
        await using var stage = await Scenery.StartAsync();
        await using var site = await Site.StartSecondaryAsync(stage);
        var replicated = await site.StartedAsync();
        await site.WaitUntilReplicatedAsync();
        await site.PostAsync("/api/buffer/pause", new { reason = "a test" }, HttpStatusCode.OK);
        var waiting = await site.StartedAsync();
        await site.GetAsync("/executed_obs_units");
        await site.GetAsync("/executed_obs_units");
        await stage.Redis.StopAsync();

        var direct = Guid.CreateVersion7();
        var started = await site.StartAsync(1, direct);
        Assert.That((started.Status, started.SyncState), Is.EqualTo((HttpStatusCode.Created, "committed")), started.Text);
        Assert.That(started.Json.Text("warnings"), Does.Contain("Written at main"));
        Assert.That((await site.RegisterFileAsync(replicated)).Status, Is.EqualTo(HttpStatusCode.Created));
        var refused = await site.RegisterFileAsync(waiting);
        Assert.That((refused.Status, refused.Problem), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "buffer-unavailable")), refused.Text);
        Assert.That(refused.Header("Retry-After"), Is.Not.Null);

        await stage.Redis.StartAsync();
        await site.UntilAsync("/health/ready", health => health.Text("status") == "ready", "Redis should be back");
        await site.PostAsync("/api/buffer/resume", new { }, HttpStatusCode.OK);
        await site.WaitUntilReplicatedAsync();
        Assert.That(await Tables.CountAsync(stage.Primary, "executed_obs_unit"), Is.EqualTo(3));
        Assert.That(await Tables.CountAsync(stage.Primary, "executed_obs_unit", $"id = '{direct}'"), Is.EqualTo(1));
        Assert.That(await Tables.CountAsync(stage.Primary, "raw_data_file"), Is.EqualTo(1));
    }
}
