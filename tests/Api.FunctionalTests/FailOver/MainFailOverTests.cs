using System.Net;
using CcatOps.Api.FunctionalTests.Journal;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.FailOver;

/// <summary>Main has a standby, and <c>MAIN_DB_HOST</c> lists both.</summary>
internal sealed class MainFailOverTests
{
    private TwoSiteStage stage = null!;
    private PostgresReplica standby = null!;

    [SetUp]
    public async Task StartAsync()
    {
        stage = await Scenery.StartAsync();
        standby = await PostgresReplica.CreateAsync(stage.Primary);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await standby.DisposeAsync();
        await stage.DisposeAsync();
    }

    [Test]
    public async Task What_waits_goes_to_the_standby_when_it_is_promoted_each_once()
    {
        await using var site = await Site.StartSecondaryAsync(stage, Hosts);
        var before = await Telescope.RecordAsync(site, 5);
        await site.WaitUntilReplicatedAsync();
        await standby.CatchUpAsync();
        await stage.Primary.KillAsync();
        var waiting = await Telescope.RecordAsync(site, 20);
        await site.UntilDrainIsAsync("waiting_for_main");

        await standby.PromoteAsync();
        await stage.Replica.FollowAsync(standby);
        await site.WaitUntilReplicatedAsync();
        var after = await Telescope.RecordAsync(site, 5);
        await site.WaitUntilReplicatedAsync();

        await Telescope.AssertHasAllOnceAsync(standby, [.. before, .. waiting, .. after]);
        await Telescope.AssertHasAllOnceAsync(stage.Replica, [.. before, .. waiting, .. after]);
        Assert.That(Site.Number(await site.GetAsync("/api/buffer"), "failed"), Is.Zero);
        Assert.That(await standby.ReadAsync<long>("select epoch from drain_epoch where site_name = 'observatory'"), Is.EqualTo(2));
    }

    [Test]
    public async Task What_had_not_come_over_to_the_standby_comes_from_the_journal()
    {
        await using var site = await Site.StartSecondaryAsync(stage, Hosts, Telescope.Journal);
        var before = await Telescope.RecordAsync(site, 5);
        await site.WaitUntilReplicatedAsync();
        await standby.CatchUpAsync();
        await standby.StopAsync();
        var applied = await Telescope.RecordAsync(site, 10);
        await site.WaitUntilReplicatedAsync();
        await stage.Primary.KillAsync();

        await standby.StartAsync();
        await standby.PromoteAsync();
        await Eventually.WaitForAsync(
            async () => await standby.ReadAsync<long>("select count(*) from applied_transaction where site_name = 'observatory' and operation <> 'record_token_use'") == 30,
            TimeSpan.FromSeconds(60), "the promoted main should get what it lacks", () => site.Process.Output);
        Assert.That(site.Process.Output, Does.Contain("Main lacks"));
        await Telescope.AssertHasAllOnceAsync(standby, [.. before, .. applied]);
    }

    [Test]
    public async Task A_primary_that_has_fallen_silent_does_not_hold_up_the_promoted_one()
    {
        await using var site = await Site.StartSecondaryAsync(stage, ("MAIN_DB_HOST", $"127.0.0.1:{stage.OceanToMain.Port},127.0.0.1:{standby.Port}"));
        var before = await Telescope.RecordAsync(site, 5);
        await site.WaitUntilReplicatedAsync();
        await standby.CatchUpAsync();
        stage.OceanToMain.BlackHole();
        await stage.Primary.KillAsync();
        var waiting = await Telescope.RecordAsync(site, 5);

        await standby.PromoteAsync();
        await stage.Replica.FollowAsync(standby);
        await site.WaitUntilReplicatedAsync();
        await Telescope.AssertHasAllOnceAsync(standby, [.. before, .. waiting]);
        var health = await site.UntilAsync("/health", health => health.Text("main_database") == "connected", "the probe should find it too", 40);
        Assert.That(health.Text("problems"), Does.Not.Contain("main database"));
    }

    [Test]
    public async Task A_main_site_writes_to_the_one_that_takes_writes_and_reads_there()
    {
        var settings = new Settings { ["SITE_NAME"] = "cologne", ["SITE_TYPE"] = "main" }.With("MAIN_DB", standby.Port)
            .With(("MAIN_DB_HOST", $"127.0.0.1:{standby.Port},127.0.0.1:{stage.Primary.Port}"));
        await using var site = await Site.StartAsync(settings);
        var before = await site.StartedAsync();
        Assert.That(await standby.ReadAsync<bool>("select pg_is_in_recovery()"), Is.True);
        await standby.CatchUpAsync();
        await stage.Primary.KillAsync();
        await standby.PromoteAsync();

        var id = Guid.CreateVersion7();
        await Eventually.AssertAsync(
            () => site.StartAsync(1, id), answer => answer.Status == HttpStatusCode.Created, TimeSpan.FromSeconds(20), "the promoted one should be found");
        await Eventually.AssertAsync(
            () => site.AskAsync($"/executed_obs_units/{before}"), answer => answer.Status == HttpStatusCode.OK, TimeSpan.FromSeconds(20),
            "reads should leave the connections behind that led to the dead one");
        Assert.That((await site.AskAsync($"/executed_obs_units/{id}")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    private (string Name, string Value) Hosts => ("MAIN_DB_HOST", $"127.0.0.1:{stage.Primary.Port},127.0.0.1:{standby.Port}");
}
