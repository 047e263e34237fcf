using System.Net;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Buffering;

internal sealed class PauseTests
{
    private TwoSiteStage stage = null!;
    private Site observatory = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        stage = await SharedStage.GetAsync();
        observatory = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "pausing"), ("TRANSACTION_BUFFER_SIZE", "500"));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await observatory.DisposeAsync();
    }

    [TearDown]
    public async Task ResumeAsync()
    {
        await observatory.PostAsync("/api/buffer/resume", new { }, HttpStatusCode.OK);
        await observatory.WaitUntilReplicatedAsync();
    }

    [Test]
    public async Task What_is_written_during_a_pause_stays_in_the_buffer_until_the_drain_is_resumed()
    {
        await PauseAsync("main is being moved");
        var execution = await observatory.StartedAsync();
        await observatory.UntilDrainIsAsync("paused");
        Assert.That((await observatory.AskAsync($"/executed_obs_units/{execution}")).SyncState, Is.EqualTo("buffered"));

        await observatory.PostAsync("/api/buffer/resume", new { reason = "moved" }, HttpStatusCode.OK);
        await observatory.UntilAsync(
            $"/executed_obs_units/{execution}", record => record.Text("sync", "state") == "replicated", "it should be replicated");
    }

    [Test]
    public async Task A_pause_outlives_the_process()
    {
        await PauseAsync("until tomorrow");
        var execution = await observatory.StartedAsync();
        await observatory.Process.KillAsync();
        await observatory.StartAgainAsync();

        var buffer = await observatory.UntilAsync(
            "/health", health => health.Text("background_processor") == "paused", "the new process should hold the drain, paused");
        Assert.That(buffer.Text("problems"), Does.Contain("until tomorrow"));
        Assert.That((await observatory.AskAsync($"/executed_obs_units/{execution}")).SyncState, Is.EqualTo("buffered"));
    }

    [Test]
    public async Task The_buffer_tells_how_full_it_is_how_old_and_why_nothing_moves()
    {
        await PauseAsync("for a look");
        await observatory.StartedAsync();
        await observatory.StartedAsync();
        var buffer = await observatory.UntilAsync(
            "/api/buffer", buffer => buffer["oldest_age_seconds"]?.GetValue<double>() > 0, "the oldest should age");

        Assert.That(Site.Number(buffer, "depth"), Is.EqualTo(3), "two starts, and the record of the pause");
        Assert.That(Site.Number(buffer, "capacity"), Is.EqualTo(500));
        Assert.That(Site.Number(buffer, "unconfirmed"), Is.Zero);
        Assert.That(Site.Number(buffer, "failed"), Is.Zero);
        Assert.That(Site.Number(buffer, "parked"), Is.Zero);
        Assert.That((buffer.Text("drain", "state"), buffer.Text("drain", "reason")), Is.EqualTo(("paused", "for a look")));
        Assert.That(buffer["drain"]!.AsObject().ContainsKey("last_error"));
        Assert.That(buffer["rates"]!["accepted_per_second"]!.GetValue<double>(), Is.GreaterThanOrEqualTo(0));
        Assert.That(buffer["rates"]!["applied_per_second"]!.GetValue<double>(), Is.GreaterThanOrEqualTo(0));
    }

    [TestCase("{}")]
    [TestCase("""{"reason": ""}""")]
    public async Task A_pause_needs_a_reason(string body)
    {
        var answer = await observatory.SendTextAsync(HttpMethod.Post, "/api/buffer/pause", body);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.Fields, Is.EqualTo(new[] { "reason" }));
    }

    [Test]
    public async Task A_question_that_waits_is_answered_as_soon_as_the_write_is_replicated()
    {
        await PauseAsync("to hold the answer");
        var transaction = (await observatory.StartAsync()).Transaction;
        var question = observatory.TransactionAsync(transaction, "?wait=30&until=replicated");
        Assert.That(question.IsCompleted, Is.False);

        var resumed = System.Diagnostics.Stopwatch.GetTimestamp();
        await observatory.PostAsync("/api/buffer/resume", new { }, HttpStatusCode.OK);
        var record = await question;
        Assert.That(record.Text("state"), Is.EqualTo("replicated"));
        Assert.That(System.Diagnostics.Stopwatch.GetElapsedTime(resumed), Is.LessThan(TimeSpan.FromSeconds(5)));
        foreach (var state in new[] { "buffered", "committed", "replicated" })
            Assert.That(record.Text("times", state), Is.Not.Null, record.ToJsonString());
    }

    private Task PauseAsync(string reason) => observatory.PostAsync("/api/buffer/pause", new { reason }, HttpStatusCode.OK);
}
