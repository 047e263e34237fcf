using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Client;

/// <summary>Mends what main has refused, with nothing but the command line. Each test has poison of its own.</summary>
internal sealed class FailedCommandTests
{
    private TwoSiteStage stage = null!;
    private Site site = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        stage = await SharedStage.GetAsync();
        site = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "mended"));
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task List_and_show_print_the_error_and_the_values()
    {
        var (_, start, _) = await site.PoisonAsync(7001);

        var list = await Ccatops.AskAsync(site, "failed", "list", "--sql-state", "23", "--since", "1h", "--limit", "1000", "--output", "csv");
        Assert.That(list.Code, Is.Zero, list.ToString());
        Assert.That(list.Lines[0], Is.EqualTo("id,failed_at,operation,principal,attempts,sql_state,error"));
        Assert.That(list.Data, Does.Match($"(?m)^{start},20[^,]+Z,start_observation,admin,1,23503,\"?insert or update"));

        var others = await Ccatops.AskAsync(site, "failed", "list", "--sql-state", "22", "--output", "json");
        Assert.That(others.Json["items"]!.AsArray(), Is.Empty);

        var show = await Ccatops.AskAsync(site, "failed", "show", start);
        Assert.That(show.Data, Does.Contain("obs_unit_id = 7001").And.Match(@"\nrefused .*\(obs_unit_id\)=\(7001\)"));
    }

    [Test]
    public async Task A_night_is_retried_by_a_filter_with_its_count_first()
    {
        var (id, start, finish) = await site.PoisonAsync(7002);
        await stage.PlanAsync(7002);
        string[] filter = ["failed", "retry", "--entity", $"executed_obs_unit:{id}"];

        var unanswered = await Ccatops.AskAsync(site, filter);
        Assert.That(unanswered.Code, Is.EqualTo(2), unanswered.ToString());
        Assert.That(unanswered.Notes, Does.Contain("1 failed transaction is meant. Main would take 2 of the first 2").And.Contain("Retry 1 failed transaction?").And.Contain("--yes"));

        var dry = await Ccatops.AskAsync(site, [.. filter, "--dry-run", "--output", "csv"]);
        Assert.That(dry.Lines, Is.EqualTo(new[] { "id,outcome,error", $"{start},would apply,", $"{finish},would apply," }), dry.ToString());
        Assert.That((await site.TransactionAsync(start)).Text("state"), Is.EqualTo("failed"));

        var done = await Ccatops.AskAsync(site, [.. filter, "--yes", "--output", "csv"]);
        Assert.That(done.Lines, Is.EqualTo(new[] { "id,outcome,error", $"{start},buffered,", $"{finish},buffered," }), done.ToString());
        Assert.That((await Ccatops.AskAsync(site, "tx", "wait", start, finish, "--until", "replicated")).Code, Is.Zero);
    }

    [Test]
    public async Task An_edit_shows_the_difference_and_what_main_would_say()
    {
        var (_, start, _) = await site.PoisonAsync(7003);
        string[] edit = ["failed", "edit", start, "--reason", "mistyped", "--set"];

        var refused = await Ccatops.AskAsync(site, [.. edit, "obs_unit_id=7004", "--dry-run"]);
        Assert.That(refused.Code, Is.EqualTo(5), refused.ToString());
        Assert.That(refused.Notes, Does.Contain("- executed_obs_unit.obs_unit_id = 7003").And.Contain("+ executed_obs_unit.obs_unit_id = 7004").And.Contain("Main would refuse"));

        var wrong = await Ccatops.AskAsync(site, [.. edit, "colour=red", "--yes"]);
        Assert.That(wrong.Code, Is.EqualTo(2), wrong.ToString());
        Assert.That(wrong.Notes, Does.Contain("changes[0].values.colour"));

        var edited = await Ccatops.AskAsync(site, [.. edit, "obs_unit_id=2", "--yes"]);
        Assert.That(edited.Code, Is.Zero, edited.ToString());
        Assert.That((await Ccatops.AskAsync(site, "tx", "wait", start, "--until", "replicated")).Code, Is.Zero);
        Assert.That((await Ccatops.AskAsync(site, "tx", "show", start)).Data, Does.Match(@"\nedited .* by admin: mistyped\n.*- .*obs_unit_id = 7003\n.*\+ .*obs_unit_id = 2"));
    }

    [Test]
    public async Task A_discard_takes_the_followers_along_and_a_wait_for_it_is_exit_code_5()
    {
        var (_, start, finish) = await site.PoisonAsync(7005);
        Assert.That((await Ccatops.AskAsync(site, "tx", "wait", finish)).Code, Is.EqualTo(8), "it is parked, which needs a person");

        var done = await Ccatops.AskAsync(site, "failed", "discard", start, "--reason", "a test", "--yes");

        Assert.That(done.Code, Is.Zero, done.ToString());
        Assert.That(done.Data, Does.Contain($"{start}  discarded").And.Contain($"{finish}  discarded"));
        Assert.That((await Ccatops.AskAsync(site, "tx", "wait", finish)).Code, Is.EqualTo(5));
        Assert.That((await Ccatops.AskAsync(site, "failed", "retry", start, "--yes")).Code, Is.EqualTo(5), "it is no failed one any more");
    }
}
