using System.Net;
using System.Text.Json.Nodes;
using CcatOps.Api.FunctionalTests.Embedded;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Status;

/// <summary>Asks real sites for the status that people on shift see.</summary>
internal sealed class ShiftTests
{
    private TwoSiteStage stage = null!;
    private Site observatory = null!;

    [OneTimeSetUp]
    public async Task StartStageAsync() => stage = await Scenery.StartAsync();

    [OneTimeTearDown]
    public async Task StopStageAsync() => await stage.DisposeAsync();

    [SetUp]
    public async Task StartAsync() => observatory = await Site.StartSecondaryAsync(
        stage, ("SITE_NAME", $"shift-{TestContext.CurrentContext.Test.ID}"), ("MAIN_SITE_NAME", "Cologne"));

    [TearDown]
    public async Task StopAsync()
    {
        stage.OceanToMain.Restore();
        await observatory.DisposeAsync();
    }

    [Test]
    public async Task A_quiet_night_a_cut_link_and_its_return()
    {
        await VerdictAsync(verdict => verdict == "All data is in Cologne and back.");

        stage.OceanToMain.Cut();
        for (var write = 0; write < 3; write++)
            await observatory.StartedAsync();
        var cut = await VerdictAsync(verdict => verdict.StartsWith("3 writes wait for Cologne", StringComparison.Ordinal) && verdict.Contains("link down since"));
        Assert.That(cut.Text("verdict"), Does.EndWith("; nothing lost."));
        Assert.That((cut.Text("severity"), Count(cut, "buffered") + Count(cut, "applying")), Is.EqualTo(("waiting", 3)));
        Assert.That(cut.Text("lanes", "buffered", "oldest_at"), Is.Not.Null);

        stage.OceanToMain.Restore();
        var back = await VerdictAsync(verdict => verdict == "All data is in Cologne and back.");
        Assert.That(back.Text("severity"), Is.EqualTo("ok"));
        Assert.That(Count(back, "replicated"), Is.GreaterThanOrEqualTo(3));
    }

    [Test]
    public async Task A_refused_write_and_what_waits_behind_it_need_a_person()
    {
        var id = Guid.CreateVersion7();
        stage.OceanToMain.Cut();
        await observatory.StartAsync(4711, id);
        await observatory.FinishAsync(id);
        stage.OceanToMain.Restore();

        var status = await VerdictAsync(verdict => verdict.StartsWith("1 transaction was refused and needs you", StringComparison.Ordinal));
        await observatory.UntilAsync("/api/status", answer => answer.Text("lanes", "parked", "count") == "1", "the end of the execution is parked");
        Assert.That(status.Text("severity"), Is.EqualTo("attention"));
        Assert.That(status.Text("lanes", "failed", "oldest_at"), Is.Not.Null);
    }

    [Test]
    public async Task A_pause_is_shown_with_who_and_why_also_in_the_stream()
    {
        using var stream = await EventStream.OpenAsync(observatory.Client.BaseAddress!);
        await stream.NextAsync();

        await observatory.PostAsync("/api/buffer/pause", new { reason = "maintenance" }, HttpStatusCode.OK);

        var (_, status) = await stream.UntilAsync(each => each["paused"] is not null);
        Assert.That((status.Text("paused", "by"), status.Text("paused", "reason"), status.Text("severity")), Is.EqualTo(("admin", "maintenance", "attention")));
        await observatory.PostAsync("/api/buffer/resume", new { reason = "done" }, HttpStatusCode.OK);
        await stream.UntilAsync(each => each["paused"] is null);
    }

    [Test]
    public async Task Both_processes_of_a_site_are_known_and_one_drains()
    {
        await using var other = await Site.StartSecondaryAsync(stage, ("SITE_NAME", $"shift-{TestContext.CurrentContext.Test.ID}"));

        var status = await observatory.UntilAsync(
            "/api/status", answer => Processes(answer).Count == 2 && Processes(answer).Count(each => each!.Text("drains") == "true") == 1,
            "each should know the other");
        Assert.That(Processes(status).Single(each => each!.Text("drains") == "true")!.Text("epoch"), Is.Not.Null);
    }

    [Test]
    public async Task The_clocks_of_all_servers_agree_on_one_machine()
    {
        var status = await observatory.UntilAsync("/api/status", answer => answer["clocks"]!.AsArray().Count == 3, "each server was asked");

        Assert.That(status["clocks"]!.AsArray().Select(clock => clock.Text("name")), Is.EqualTo(new[] { "redis", "main_database", "local_database" }));
        Assert.That(status["clocks"]!.AsArray().Select(clock => (double)clock!["offset_seconds"]!), Has.All.EqualTo(0).Within(1));
        Assert.That(status["disks"]!.AsArray().Select(disk => disk.Text("name")), Does.Contain("redis_memory"));
    }

    [Test]
    public async Task The_history_has_the_minute_under_way_and_survives_a_restart()
    {
        await observatory.UntilAsync("/api/history", history => Last(history, "depth") == "0", "the first sample comes at once");
        await observatory.Process.TerminateAsync();
        await observatory.StartAgainAsync();

        var again = await observatory.UntilAsync("/api/history", history => Last(history, "depth") == "0", "it was kept");
        Assert.That(again["at"]!.AsArray(), Has.Count.EqualTo(1_440));
    }

    [Test]
    public async Task A_history_with_too_many_points_is_refused()
    {
        var answer = await observatory.AskAsync("/api/history?from=2026-01-01T00:00:00Z&to=2026-01-08T00:00:00Z&step=60");

        Assert.That((answer.Status, answer.Fields.Single()), Is.EqualTo((HttpStatusCode.BadRequest, "step")));
    }

    [Test]
    public async Task Settings_are_shown_with_their_origin_and_secrets_are_not()
    {
        await using var site = await Site.StartSecondaryAsync(
            stage, ("SITE_NAME", "shift-settings"), ("SECRET_KEY", "an unguessable secret of the telescope"));

        var settings = await site.GetAsync("/api/settings");

        Assert.That(Setting(settings, "SITE_NAME").ToJsonString(), Does.Contain("\"value\":\"shift-settings\",\"origin\":\"environment\""));
        Assert.That(Setting(settings, "BUFFER_KEY").Text("origin"), Is.EqualTo("default"));
        Assert.That(Setting(settings, "SECRET_KEY").Text("value"), Is.EqualTo("***"));
        Assert.That(settings.ToJsonString(), Does.Not.Contain("unguessable"));
    }

    [Test]
    public async Task An_embedded_site_reports_its_disks_and_keeps_its_history_in_its_files()
    {
        await using var site = await EmbeddedService.StartAsync();

        var status = await site.UntilAsync("/api/status", answer => answer.Text("verdict") == "All data is in the main site and back.", "nothing waits");
        Assert.That(status["disks"]!.AsArray().Select(disk => disk.Text("name")), Is.EqualTo(new[] { "buffer", "database" }));
        await site.UntilAsync("/api/history", history => Last(history, "depth") == "0", "the first sample comes at once");
    }

    [Test]
    public async Task A_main_site_says_that_its_database_has_all()
    {
        await using var cologne = await Site.StartMainAsync(
            stage.Primary, ("REDIS_HOST", "127.0.0.1"), ("REDIS_PORT", $"{stage.Redis.Port}"));

        var status = await cologne.GetAsync("/api/status");
        Assert.That((status.Text("verdict"), status.Text("severity")), Is.EqualTo(("All data is in the main database.", "ok")));
    }

    private static long Count(JsonObject status, string lane) => (long)status["lanes"]![lane]!["count"]!;

    private static JsonArray Processes(JsonObject status) => status["processes"]!.AsArray();

    private static string? Last(JsonObject history, string series) => history[series]?.AsArray() is { Count: > 0 } values ? values[^1].Text() : null;

    private static JsonNode Setting(JsonObject settings, string name) => settings["items"]!.AsArray().Single(item => item.Text("name") == name)!;

    private Task<JsonObject> VerdictAsync(Func<string, bool> condition) => observatory.UntilAsync(
        "/api/status", status => status.Text("verdict") is { } verdict && condition(verdict), "the verdict should say so", 30);
}
