using CcatOps.Api.FunctionalTests.Stage;

namespace CcatOps.Api.FunctionalTests.Journal;

/// <summary>A Redis that keeps nothing on disk is killed.</summary>
internal sealed class RestartedEmptyTests
{
    [Test]
    public async Task Killed_without_a_file_and_started_empty_it_loses_nothing()
    {
        await using var stage = await Scenery.StartAsync(
            new() { Redis = new() { Settings = new Dictionary<string, string> { ["appendonly"] = "no" } } });
        await using var site = await Site.StartSecondaryAsync(stage, Telescope.Journal);
        stage.OceanToMain.Cut();
        var before = await Telescope.RecordAsync(site, 20);
        var stop = new TaskCompletionSource();
        var load = Telescope.ObserveAsync(site, observers: 4, stop.Task);
        await stage.Redis.KillAsync();
        await Telescope.AssertReadsAllAsync(site, before);
        await stage.Redis.StartAsync();
        await site.UntilAsync("/api/buffer", buffer => buffer.Text("notes") == "[]", "Redis should be back", 30);
        stop.SetResult();
        var during = await load;
        stage.OceanToMain.Restore();
        await site.WaitUntilReplicatedAsync();

        Assert.That(during, Is.Not.Empty);
        await Telescope.AssertHasAllOnceAsync(stage.Primary, [.. before, .. during]);
        await Telescope.AssertHasAllOnceAsync(stage.Replica, [.. before, .. during]);
    }
}
