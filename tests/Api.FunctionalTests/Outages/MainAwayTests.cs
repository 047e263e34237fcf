using System.Net;
using CcatOps.Api.FunctionalTests.Nights;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Outages;

/// <summary>A telescope whose service was started while the link to the main site was down.</summary>
internal sealed class MainAwayTests
{
    private TwoSiteStage stage = null!;
    private Site observatory = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        stage = await SharedStage.GetAsync();
        stage.OceanToMain.Cut();
        stage.OceanToReplica.Cut();
        observatory = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "cut-off"));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await observatory.DisposeAsync();
        stage.OceanToMain.Restore();
        stage.OceanToReplica.Restore();
        await stage.Replica.CatchUpAsync();
    }

    [TearDown]
    public void Cut()
    {
        stage.OceanToMain.Cut();
        stage.OceanToReplica.Cut();
    }

    [Test]
    public async Task It_accepts_writes_and_reads_its_own_by_id_and_in_lists()
    {
        var execution = await observatory.StartedAsync(obsUnit: 2);
        var file = await observatory.RegisterFileAsync(execution);
        Assert.That(file.Status, Is.EqualTo(HttpStatusCode.Created));

        var read = (await observatory.AskAsync($"/executed_obs_units/{execution}")).Json;
        Assert.That(read["raw_data_files"]!.AsArray(), Has.Count.EqualTo(1));
        var list = await observatory.GetAsync("/executed_obs_units?obs_unit_id=2&limit=1000");
        Assert.That(list["items"]!.AsArray().Select(item => item!["id"]!.ToString()), Does.Contain(execution.ToString()));
    }

    [Test]
    public async Task A_write_that_is_not_critical_is_taken_as_soon_as_the_link_is_back()
    {
        stage.OceanToMain.Restore();
        var before = await observatory.SendAsync(HttpMethod.Post, "/obs_unit", new { name = "before the cut" });
        stage.OceanToMain.Cut();
        stage.OceanToMain.Restore();
        var after = await observatory.SendAsync(HttpMethod.Post, "/obs_unit", new { name = "after the cut" });
        Assert.That((before.Status, after.Status), Is.EqualTo((HttpStatusCode.Created, HttpStatusCode.Created)), after.Text);
    }

    [Test]
    public async Task A_write_that_is_not_critical_is_refused_until_later()
    {
        var answer = await observatory.SendAsync(HttpMethod.Post, "/obs_unit", new { name = "Orion B" });
        Assert.That((answer.Status, answer.Problem), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "main-database-unavailable")));
        Assert.That(answer.MediaType, Is.EqualTo("application/problem+json"));
        Assert.That(answer.Header("Retry-After"), Does.Match("^[0-9]+$"));
    }

    [Test]
    public async Task A_write_that_is_not_critical_is_sent_to_the_main_sites_api_where_there_is_one()
    {
        await using var redirecting = await Site.StartSecondaryAsync(
            stage, ("SITE_NAME", "redirecting"), ("MAIN_API_URL", "https://main.example.com/ops"));
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = redirecting.Client.BaseAddress }.AsAdmin();
        var answer = await client.SendAsync(
            HttpMethod.Post, "/obs_unit/", System.Net.Http.Json.JsonContent.Create(new { name = "Orion B" }));
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.TemporaryRedirect));
        Assert.That(answer.Header("Location"), Is.EqualTo("https://main.example.com/ops/obs_unit/"));
    }

    [Test]
    public async Task The_drain_waits_with_a_reason_and_no_write_uses_up_an_attempt_or_fails()
    {
        var transactions = new List<string>();
        for (var write = 0; write < 20; write++)
            transactions.Add((await observatory.StartAsync()).Transaction);
        await observatory.UntilDrainIsAsync("waiting_for_main");
        // Waits grow to a second, so several have been in vain by now.
        await observatory.UntilAsync(
            $"/api/transactions/{transactions[0]}?wait=3", record => record.Text("state") != "committed", "the outage should last");

        var waiting = await observatory.GetAsync("/api/buffer");
        Assert.That(waiting.Text("drain", "reason"), Is.Not.Null.And.Not.Empty);
        Assert.That(Site.Number(waiting, "depth"), Is.GreaterThanOrEqualTo(20));
        foreach (var transaction in transactions)
            await AssertUntouchedAsync(transaction, "buffered", "applying");

        stage.OceanToMain.Restore();
        stage.OceanToReplica.Restore();
        await observatory.WaitUntilReplicatedAsync();
        await observatory.UntilDrainIsAsync("running");
        foreach (var transaction in transactions)
            await AssertUntouchedAsync(transaction, "replicated");
        Assert.That(Site.Number(await observatory.GetAsync("/api/buffer"), "failed"), Is.Zero);
    }

    [Test]
    public async Task A_write_is_known_to_be_at_main_while_the_replica_does_not_get_it()
    {
        stage.OceanToMain.Restore();
        var execution = await observatory.StartedAsync();
        await observatory.UntilAsync(
            $"/executed_obs_units/{execution}", record => record.Text("sync", "state") == "committed", "it should be at main");
        Assert.That(await Tables.CountAsync(stage.Primary, "executed_obs_unit", $"id = '{execution}'"), Is.EqualTo(1));
        Assert.That(await Tables.CountAsync(stage.Replica, "executed_obs_unit", $"id = '{execution}'"), Is.Zero);
        Assert.That(Site.Number(await observatory.GetAsync("/api/buffer"), "unconfirmed"), Is.Positive);
    }

    [Test]
    public async Task It_is_ready_for_it_takes_writes_and_health_says_what_is_away()
    {
        Assert.That((await observatory.AskAsync("/health/ready")).Status, Is.EqualTo(HttpStatusCode.OK));
        var health = await observatory.GetAsync("/health");
        Assert.That((health.Text("status"), health.Text("main_database")), Is.EqualTo(("degraded", "disconnected")));
    }

    private async Task AssertUntouchedAsync(string transaction, params string[] states)
    {
        var record = await observatory.TransactionAsync(transaction);
        Assert.That(record.Text("state"), Is.AnyOf(states));
        Assert.That(Site.Number(record, "attempts"), Is.Zero);
    }
}
