using System.Net;
using CcatOps.Api.FunctionalTests.Nights;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Journal;

/// <summary>Main is restored from a backup that is older than what it had applied.</summary>
internal sealed class MainSetBackTests
{
    private TwoSiteStage stage = null!;
    private Site site = null!;
    private IReadOnlyList<Guid> kept = [];
    private IReadOnlyList<Guid> lost = [];
    private Guid begun;

    [SetUp]
    public async Task StartAsync()
    {
        stage = await Scenery.StartAsync();
        site = await Site.StartSecondaryAsync(stage, Telescope.Journal);
        kept = await Telescope.RecordAsync(site, 5);
        begun = await site.StartedAsync();
        await site.WaitUntilReplicatedAsync();
        await stage.Primary.BackUpAsync();
        Assert.That((await site.FinishAsync(begun)).Status, Is.EqualTo(HttpStatusCode.OK));
        lost = await Telescope.RecordAsync(site, 20);
        await site.WaitUntilReplicatedAsync();
        stage.OceanToMain.Cut();
        await stage.Primary.RestoreAsync();
        await stage.Replica.RebuildAsync();
        Assert.That(await Tables.CountAsync(stage.Primary, "executed_obs_unit"), Is.EqualTo(6));
    }

    [TearDown]
    public async Task StopAsync()
    {
        await site.DisposeAsync();
        await stage.DisposeAsync();
    }

    [Test]
    public async Task What_it_has_lost_comes_back_by_itself_in_order_and_before_anything_newer()
    {
        var open = await site.StartedAsync();
        stage.OceanToMain.Restore();
        Assert.That((await site.FinishAsync(open)).Status, Is.EqualTo(HttpStatusCode.OK));
        await AssertIsWholeAsync([.. kept, begun, .. lost, open]);
    }

    [Test]
    public async Task What_it_has_lost_comes_back_when_a_person_asks_who_may_count_first()
    {
        await site.PostAsync("/api/buffer/pause", new { reason = "main was restored" }, HttpStatusCode.OK);
        stage.OceanToMain.Restore();
        var counted = await Eventually.AssertAsync(
            () => site.SendAsync(HttpMethod.Post, "/api/replication/reconcile", new { dry_run = true }),
            answer => answer.Status == HttpStatusCode.OK, TimeSpan.FromSeconds(30), "main should be in reach");
        Assert.That((counted.Json.Text("checked"), counted.Json.Text("restored")), Is.EqualTo(("53", "0")), counted.Text);

        await site.SendAsync(HttpMethod.Post, "/api/replication/reconcile");
        await site.PostAsync("/api/buffer/resume", new { }, HttpStatusCode.OK);
        await AssertIsWholeAsync([.. kept, begun, .. lost]);
        var again = await site.SendAsync(HttpMethod.Post, "/api/replication/reconcile");
        Assert.That((again.Json.Text("missing"), again.Json.Text("restored")), Is.EqualTo(("0", "0")), again.Text);
    }

    private async Task AssertIsWholeAsync(IReadOnlyCollection<Guid> executions)
    {
        await Eventually.AssertAsync(
            () => Tables.CountAsync(stage.Replica, "applied_transaction", "site_name = 'observatory' and operation not in ('record_audit_event', 'record_token_use')"),
            markers => markers == 2 * executions.Count,
            TimeSpan.FromSeconds(60),
            "all should be back");
        await site.WaitUntilReplicatedAsync();
        await Telescope.AssertHasAllOnceAsync(stage.Primary, executions);
        await Telescope.AssertHasAllOnceAsync(stage.Replica, executions);
        Assert.That(Site.Number(await site.GetAsync("/api/buffer"), "failed"), Is.Zero);
        await Telescope.AssertReadsAllAsync(site, executions);
    }
}
