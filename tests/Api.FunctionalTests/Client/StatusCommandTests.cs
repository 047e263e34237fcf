using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Client;

internal sealed class StatusCommandTests
{
    private TwoSiteStage stage = null!;
    private Site site = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        stage = await SharedStage.GetAsync();
        site = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "shown"));
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task All_well_is_exit_code_0_with_the_verdict_in_the_first_line()
    {
        await site.WaitUntilReplicatedAsync();

        var run = await Eventually.AssertAsync(() => Ccatops.AskAsync(site, "status"), run => run.Code == 0, TimeSpan.FromSeconds(20), "all should be well");

        Assert.That(run.Lines[0], Does.StartWith("All data is in "));
        Assert.That(run.Data, Does.Match(@"buffered +applying +committed +replicated +failed +parked\n +0 +0 +0"));
        Assert.That(run.Lines, Has.Length.LessThan(24));
        Assert.That(run.Data, Does.Not.Contain("\e"), "no colours in a pipe");
        Assert.That(run.Notes, Is.Empty);
    }

    [Test]
    public async Task What_waits_is_exit_code_7_and_counted_in_its_lane()
    {
        await using var slow = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "waiting"), ("BACKGROUND_PROCESSING_INTERVAL", "3600"));
        await slow.StartedAsync();

        var run = await Ccatops.AskAsync(slow, "status", "--output", "csv");

        Assert.That(run.Code, Is.EqualTo(7), run.ToString());
        Assert.That(run.Lines[0], Is.EqualTo("lane,count,oldest_at"));
        Assert.That(run.Lines[1..4], Has.Some.Match(@"^(buffered|applying|committed),[1-9]\d*,20\d\d-\d\d-\d\dT"));
    }

    [Test]
    public async Task A_pause_is_exit_code_8_and_the_resume_ends_it()
    {
        await using var paused = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "paused-and-shown"));
        var pause = await Ccatops.AskAsync(paused, "buffer", "pause", "--reason", "the door of the dome");
        Assert.That(pause.Code, Is.Zero, pause.ToString());
        Assert.That(pause.Data, Does.Match(@"\npaused .*the door of the dome"));

        var run = await Ccatops.AskAsync(paused, "status");
        Assert.That(run.Code, Is.EqualTo(8), run.ToString());
        Assert.That(run.Data, Does.StartWith("Sending is paused").And.Match("\nattention +.*the door of the dome"));

        Assert.That((await Ccatops.AskAsync(paused, "buffer", "resume")).Code, Is.Zero);
        await Eventually.AssertAsync(
            () => Ccatops.AskAsync(paused, "status"), after => after.Code is 0 or 7, TimeSpan.FromSeconds(20), "the pause should be over");
        var audit = await Ccatops.AskAsync(paused, "audit", "list", "--action", "pause", "--limit", "1000", "--output", "csv");
        Assert.That(audit.Data, Does.Match("(?m)^20[^,]+Z,admin,pause,,the door of the dome$"));
    }

    [Test]
    public async Task Json_is_the_answer_of_the_service()
    {
        var run = await Ccatops.AskAsync(site, "status", "--output", "json");

        Assert.That(run.Json.Select(field => field.Key), Is.SupersetOf(new[] { "at", "site", "verdict", "severity", "facts", "lanes" }));
    }

    [Test]
    public async Task A_stranger_sees_the_verdict_and_is_told_how_to_see_more()
    {
        var run = await Ccatops.RunAsync(new Dictionary<string, string> { ["CCATOPS_URL"] = site.Address }, null, "status");

        Assert.That(run.Code, Is.AnyOf(0, 7), run.ToString());
        Assert.That(run.Data, Does.Contain("shown (secondary)").And.Not.Contain("buffered"));
        Assert.That(run.Notes, Does.Contain("view:buffer"));
    }
}
