using System.Diagnostics;
using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;
using CcatOps.TestBed;

namespace CcatOps.Faults.Scenarios;

/// <summary>The link to the main database: gone, silent, thin.</summary>
[Category("Fault")]
internal sealed class LinkTests
{
    private static readonly TimeSpan Detection = TimeSpan.FromSeconds(15);
    private TwoSiteStage stage = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => stage = await SharedStage.GetAsync();

    [Test]
    public async Task A_link_that_is_reset_again_and_again_under_load_costs_nothing()
    {
        await using var site = await SiteUnderFault.StartAsync("link-reset", stage);
        await using var load = site.BeginLoad(new() { PoisonShare = 0.02 });
        const int times = 10;
        for (var i = 0; i < times; i++)
        {
            var before = site.Link.AcceptedConnections;
            await load.AcceptedMoreAsync(Extent.Writes / times);
            site.Link.ResetConnections();
            await Eventually.WaitForAsync(
                () => site.Link.AcceptedConnections > before, TimeSpan.FromSeconds(20), "the site should connect anew", () => site.Api.Process.Output);
        }

        await site.AssertCleanAsync(load, new(Attack.Link, "link reset", times));
    }

    [Test]
    public async Task A_link_that_swallows_everything_is_noticed_and_costs_nothing()
    {
        await using var site = await SiteUnderFault.StartAsync("link-half-open", stage);
        await using var load = site.BeginLoad(new() { WritesPerSecond = Extent.IsComplete ? 50 : 30 });
        await load.AcceptedMoreAsync(Extent.Phase, TimeSpan.FromSeconds(120));
        site.Link.BlackHole();
        var started = Stopwatch.GetTimestamp();
        await Eventually.AssertAsync(
            async () => (await site.Api.AskAsync("/api/buffer")).Json["drain"]!["state"]!.GetValue<string>(),
            state => state == "waiting_for_main", Detection, "the silence should be noticed");
        var noticed = Stopwatch.GetElapsedTime(started);
        await TestContext.Progress.WriteLineAsync($"The silent link was noticed after {noticed.TotalSeconds:0.0} s");
        await load.AcceptedMoreAsync(Extent.Phase, TimeSpan.FromSeconds(120));
        await StaysSilentAsync(Extent.IsComplete ? TimeSpan.FromMinutes(2) : TimeSpan.FromSeconds(15), started);
        site.Link.Restore();
        await load.AcceptedMoreAsync(Extent.Phase, TimeSpan.FromSeconds(120));

        await site.AssertCleanAsync(load, new(Attack.Link, "link silent (half open)", 1));
    }

    [Test]
    public async Task A_link_of_1_Mbit_per_second_costs_nothing_but_time()
    {
        await using var site = await SiteUnderFault.StartAsync("link-thin", stage);
        site.Link.BytesPerSecond = 1_000_000 / 8;
        site.Link.RoundTrip = TimeSpan.FromMilliseconds(200);
        await using var load = site.BeginLoad();
        await load.AcceptedMoreAsync(Extent.Writes, TimeSpan.FromSeconds(300));

        await site.AssertCleanAsync(load, new(Attack.Link, "link throttled to 1 Mbit/s, 200 ms", 1), TimeSpan.FromSeconds(300));
    }

    private static async Task StaysSilentAsync(TimeSpan time, long since)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (Stopwatch.GetElapsedTime(since) < time)
            await timer.WaitForNextTickAsync();
    }
}
