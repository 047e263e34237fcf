using System.Net;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Journal;

/// <summary>A telescope with a journal, whose Redis is down.</summary>
internal sealed class AloneTests
{
    private TwoSiteStage stage = null!;
    private Site site = null!;
    private IReadOnlyList<Guid> before = [];

    [SetUp]
    public async Task StartAsync()
    {
        stage = await Scenery.StartAsync();
        site = await Site.StartSecondaryAsync(stage, Telescope.Journal);
        before = await Telescope.RecordAsync(site, 3);
        await site.WaitUntilReplicatedAsync();
        stage.OceanToMain.Cut();
        before = [.. before, .. await Telescope.RecordAsync(site, 5)];
        await stage.Redis.StopAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await site.DisposeAsync();
        await stage.DisposeAsync();
    }

    [Test]
    public async Task Writes_go_on_and_are_read_at_once()
    {
        var alone = await Telescope.RecordAsync(site, 5);
        await Telescope.AssertReadsAllAsync(site, [.. before, .. alone]);
        var list = await site.GetAsync("/executed_obs_units?count=exact&limit=1000");
        Assert.That(Site.Number(list["count"]!.AsObject(), "value"), Is.EqualTo(13));
    }

    [Test]
    public async Task Repetitions_get_the_first_answer()
    {
        var first = await StartWithKeyAsync("once");
        var again = await StartWithKeyAsync("once");
        Assert.That(again.Transaction, Is.EqualTo(first.Transaction));
        Assert.That((await StartWithKeyAsync("once", obsUnit: 2)).Problem, Is.EqualTo("idempotency-mismatch"));
        var record = await site.TransactionAsync(first.Transaction);
        Assert.That(record.Text("state"), Is.EqualTo("buffered"));
        Assert.That((await site.GetAsync("/api/transactions?state=buffered")).Text("items"), Does.Contain(first.Transaction));
    }

    [Test]
    public async Task What_was_started_before_is_finished_alone()
    {
        await stage.Redis.StartAsync();
        await site.UntilAsync("/api/buffer", buffer => buffer.Text("notes") == "[]", "Redis should be back", 30);
        var execution = await site.StartedAsync();
        await stage.Redis.StopAsync();

        Assert.That((await site.FinishAsync(execution)).Status, Is.EqualTo(HttpStatusCode.OK));
        await stage.Redis.StartAsync();
        stage.OceanToMain.Restore();
        await site.UntilAsync("/api/buffer", buffer => buffer.Text("notes") == "[]", "Redis should be back", 30);
        await site.WaitUntilReplicatedAsync();
        await Telescope.AssertHasAllOnceAsync(stage.Replica, [.. before, execution]);
    }

    [Test]
    public async Task It_is_ready_and_says_that_redis_is_away()
    {
        await Telescope.RecordAsync(site, 1);
        Assert.That((await site.AskAsync("/health/ready")).Status, Is.EqualTo(HttpStatusCode.OK));
        var health = await site.GetAsync("/health");
        Assert.That((health.Text("status"), health.Text("redis")), Is.EqualTo(("degraded", "disconnected")));
        Assert.That(health.Text("problems"), Does.Contain("Writes are accepted into the journal alone"));
        var buffer = await site.GetAsync("/api/buffer");
        Assert.That((Site.Number(buffer, "depth"), buffer.Text("durability")), Is.EqualTo((12L, "journal")));
        Assert.That(buffer.Text("notes"), Does.Contain("Redis is unavailable since"));
    }

    [Test]
    public async Task Killed_and_started_again_without_redis_it_knows_everything_and_redis_gets_it_back()
    {
        var alone = await Telescope.RecordAsync(site, 5);
        var keyed = await StartWithKeyAsync("once");
        await site.Process.KillAsync();
        await site.StartAgainAsync();

        await Telescope.AssertReadsAllAsync(site, [.. before, .. alone]);
        Assert.That((await StartWithKeyAsync("once")).Transaction, Is.EqualTo(keyed.Transaction));
        var later = await Telescope.RecordAsync(site, 5);

        await stage.Redis.StartAsync();
        await site.UntilAsync("/api/buffer", buffer => buffer.Text("notes") == "[]", "Redis should be back", 30);
        Assert.That((await StartWithKeyAsync("once")).Transaction, Is.EqualTo(keyed.Transaction));
        await Telescope.AssertReadsAllAsync(site, [.. before, .. alone, .. later]);
        var last = await Telescope.RecordAsync(site, 2);
        stage.OceanToMain.Restore();
        await site.WaitUntilReplicatedAsync();

        await Telescope.AssertHasAllOnceAsync(stage.Primary, [.. before, .. alone, .. later, .. last]);
        await Telescope.AssertHasAllOnceAsync(stage.Replica, [.. before, .. alone, .. later, .. last]);
        Assert.That(Site.Number(await site.GetAsync("/api/buffer"), "failed"), Is.Zero);
        Assert.That(
            await stage.Primary.ReadAsync<bool>(
                "select bool_and(applied_in_order) from (select sequence > lag(sequence, 1, 0::bigint) over (order by accepted_at, transaction_id) "
                + "as applied_in_order from applied_transaction where site_name = 'observatory') marker"),
            Is.True);
    }

    private Task<Answer> StartWithKeyAsync(string key, int obsUnit = 1) => site.SendAsync(
        HttpMethod.Post, "/executed_obs_units/start", new { obs_unit_id = obsUnit }, ("Idempotency-Key", key));
}
