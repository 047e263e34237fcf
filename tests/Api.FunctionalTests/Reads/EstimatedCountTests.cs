using System.Diagnostics;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Reads;

internal sealed class EstimatedCountTests
{
    private const string List = "/executed_obs_units?limit=1&obs_unit_id=3&min_start_time=2032-01-01T00:00:00Z";

    private TwoSiteStage stage = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => stage = await SharedStage.GetAsync();

    [Test]
    public async Task A_secondary_site_counts_what_it_has_answered_on_all_its_way()
    {
        await using var site = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "estimating"));
        var before = await CountAsync(site, "estimated");
        for (var number = 1; number <= 5; number++)
        {
            await StartOneAsync(site);
            Assert.That(await CountAsync(site, "estimated"), Is.EqualTo(before + number));
        }

        // While they leave the overlay one after the other, none falls between it and an older count.
        var wrong = await Eventually.AssertAsync(
            async () => (Count: await CountAsync(site, "estimated"), Buffer: await site.GetAsync("/api/buffer")),
            read => read.Count != before + 5 || (Site.Number(read.Buffer, "depth") == 0 && Site.Number(read.Buffer, "unconfirmed") == 0),
            TimeSpan.FromSeconds(30),
            "all should be replicated");
        Assert.That((wrong.Count, await CountAsync(site, "estimated")), Is.EqualTo((before + 5, before + 5)));
    }

    [Test]
    public async Task A_main_site_keeps_an_estimate_in_redis_and_counts_exactly_when_asked_to()
    {
        await using var site = await Site.StartMainAsync(
            stage.Primary, ("SITE_NAME", "caching"), ("REDIS_HOST", "127.0.0.1"), ("REDIS_PORT", $"{stage.Redis.Port}"));
        var (estimated, exact) = await Eventually.AssertAsync(
            async () =>
            {
                var before = await CountAsync(site, "estimated");
                await StartOneAsync(site);
                return (Estimated: await CountAsync(site, "estimated") - before, Exact: await CountAsync(site, "exact") - before);
            },
            read => read.Estimated == 0,
            TimeSpan.FromSeconds(30),
            "an estimate should be kept");
        Assert.That(exact, Is.GreaterThan(estimated));
    }

    [Test]
    public async Task A_main_site_without_its_redis_starts_and_estimates_exactly_and_soon()
    {
        await using var site = await Site.StartMainAsync(stage.Primary, ("REDIS_HOST", "127.0.0.1"), ("REDIS_PORT", $"{FreePort.Next()}"));
        var before = await CountAsync(site, "estimated");
        for (var number = 1; number <= 3; number++)
        {
            await StartOneAsync(site);
            var started = Stopwatch.GetTimestamp();
            Assert.That(await CountAsync(site, "estimated"), Is.EqualTo(before + number));
            Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(1.5)));
        }
    }

    private static Task StartOneAsync(Site site) =>
        site.PostAsync("/executed_obs_units/start", new { obs_unit_id = 3, start_time = "2032-05-01T22:00:00Z" });

    private static async Task<long> CountAsync(Site site, string kind)
    {
        var count = (await site.GetAsync($"{List}&count={kind}"))["count"]!.AsObject();
        Assert.That(count.Text("kind"), Is.EqualTo(kind));
        return Site.Number(count, "value");
    }
}
