using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;
using CcatOps.TestBed;

namespace CcatOps.Faults.Scenarios;

/// <summary>Three telescopes, each with a Redis of its own, whose links to one main come back at the same moment.</summary>
[Category("Fault")]
internal sealed class ThreeSitesTests
{
    private static readonly string[] Names = ["atacama", "mauna-kea", "south-pole"];
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(120);
    private TwoSiteStage stage = null!;
    private RedisServer[] servers = [];

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        // The server's log names every session that waits for a lock for longer than deadlock_timeout.
        stage = await SharedStage.StartAsync(new() { Primary = new() { Settings = new Dictionary<string, string> { ["log_lock_waits"] = "on" } } });
        servers = await Task.WhenAll(Names.Select(_ => RedisServer.CreateAsync()));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        foreach (var server in servers)
            await server.DisposeAsync();
        await stage.DisposeAsync();
    }

    [Test]
    public async Task Drain_into_one_main_at_once_each_in_its_order_and_none_in_the_way_of_another()
    {
        var sites = await Task.WhenAll(Names.Zip(servers, (name, redis) => SiteUnderFault.StartAsync(name, stage, redis)));
        var loads = new List<Load.SeededLoad>();
        try
        {
            foreach (var site in sites)
            {
                site.Link.Cut();
                loads.Add(site.BeginLoad(new() { PoisonShare = 0.01 }));
            }

            await Task.WhenAll(loads.Select(load => load.AcceptedMoreAsync(Extent.Writes, Bound)));
            foreach (var site in sites)
                site.Link.Restore();
            await Task.WhenAll(loads.Select(load => load.AcceptedMoreAsync(Extent.Phase, Bound)));

            var verdicts = await Task.WhenAll(sites.Zip(loads, (site, load) =>
                site.JudgeAsync(load, new(Attack.Order, "three sites drain into one main at once", 1), Bound)));
            Assert.That(verdicts.Where(verdict => !verdict.IsClean), Is.Empty, () => string.Join('\n', verdicts.Select(verdict => $"{verdict}")));
            await AssertAtOnceAsync();
            await AssertNoFightAsync();
        }
        finally
        {
            foreach (var load in loads)
                await load.DisposeAsync();
            foreach (var site in sites)
                await site.DisposeAsync();
        }
    }

    /// <summary>The time of each site's first and last marker of a batch contains a moment that is in those of the others.</summary>
    private async Task AssertAtOnceAsync() => Assert.That(
        await stage.Primary.ReadAsync<bool>(
            """
            select count(*) = 3 and max(first) < min(last) from (
                select min(applied_at) as first, max(applied_at) as last from applied_transaction where epoch is not null group by site_name) sites
            """),
        Is.True);

    private async Task AssertNoFightAsync()
    {
        Assert.That(await stage.Primary.ReadAsync<long>("select deadlocks from pg_stat_database where datname = current_database()"), Is.Zero);
        Assert.That(await stage.Primary.ReadAsync<long>("select count(*) from pg_locks where not granted"), Is.Zero);
        Assert.That(stage.Primary.Output, Does.Not.Contain("still waiting for").And.Not.Contain("deadlock detected").And.Not.Contain("lock timeout"));
    }
}
