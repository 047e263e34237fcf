using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using CcatOps.Deployment.Tests.Kits.Sites;
using CcatOps.Infrastructure.Configuration;
using CcatOps.TestBed;

namespace CcatOps.Deployment.Tests.Kits.Pages;

/// <summary>docs/how-to/runbook.md: each section from its symptom to its end, as its commands are typed.</summary>
internal sealed partial class RunbookTests
{
    private const string Page = "runbook.md";
    private readonly TwoSiteStage stage = SharedStage.Running;

    [TearDown]
    public async Task RepairAsync()
    {
        stage.OceanToMain.Restore();
        await stage.Redis.StartAsync();
    }

    [Test]
    public void Each_alert_leads_to_a_section()
    {
        var anchors = HowTo.Sections(Page).Select(section => $"docs/how-to/{Page}#{HowTo.Anchor(section)}");
        var rules = File.ReadAllText(Shell.Deploy("prometheus", "ccat-ops.rules.yml"));

        Assert.That(RunbookLink().Matches(rules).Select(match => match.Groups[1].Value).Distinct(), Is.SubsetOf(anchors).And.Not.Empty);
    }

    [Test]
    public void Each_section_is_tested_under_its_name()
    {
        var tests = typeof(RunbookTests).GetMethods().Select(method => HowTo.Anchor(method.Name.Replace('_', ' '))).ToArray();

        var untested = HowTo.Sections(Page).Select(HowTo.Anchor).Where(section => !tests.Any(test => section.StartsWith(test, StringComparison.Ordinal)));

        Assert.That(untested, Is.Empty);
    }

    [Test]
    public async Task The_link_is_down_for_days()
    {
        var (look, over) = Two("The link is down for days");
        await using var site = await TelescopeSite.StartAsync(stage, TelescopeSite.Journal);
        stage.OceanToMain.Cut();
        var written = await site.WriteAsync();
        await site.TypedUntilAsync(look, "waiting_for_main");
        Assert.That(await TelescopeSite.CountAsync(stage.Primary, written), Is.Zero);

        stage.OceanToMain.Restore();
        await site.TypedAsync(over);
        Assert.That(await TelescopeSite.CountAsync(stage.Replica, written), Is.EqualTo(1));
    }

    [Test]
    public async Task Failed_transactions_rise()
    {
        var (look, repair, over) = Three("Failed transactions rise");
        await using var site = await TelescopeSite.StartAsync(stage, TelescopeSite.Journal);
        var written = await site.WriteAsync(obsUnit: 4711);
        await site.TypedUntilAsync(look, "\"sql_state\":\"23503\"");

        await stage.Primary.ExecuteAsync("insert into obs_unit (id, name) overriding system value values (4711, 'late')");
        Assert.That(await site.TypedAsync(repair), Does.Contain("\"count\":1"));
        await site.TypedAsync(over);
        await site.WaitUntilReplicatedAsync();
        Assert.That(await TelescopeSite.CountAsync(stage.Primary, written), Is.EqualTo(1));
    }

    [Test]
    public async Task The_drain_stands_still()
    {
        var (look, resume, over) = Three("The drain stands still");
        await using var site = await TelescopeSite.StartAsync(stage, TelescopeSite.Journal);
        await site.TypedAsync("""curl -s -H "$AUTH" "$API/api/buffer/pause" --json '{"reason": "forgotten"}'""");
        var written = await site.WriteAsync();
        Assert.That(await site.TypedAsync(look), Does.Contain("\"state\":\"paused\"").And.Contain("forgotten"));

        await site.TypedAsync(resume);
        await site.TypedAsync(over);
        Assert.That(await TelescopeSite.CountAsync(stage.Primary, written), Is.EqualTo(1));
    }

    [Test]
    public async Task The_replica_is_stuck()
    {
        var (look, resume, over) = Three("The replica is stuck");
        await using var site = await TelescopeSite.StartAsync(stage, TelescopeSite.Journal);
        await stage.Replica.PauseReplayAsync();
        var written = await site.WriteAsync();
        await site.TypedUntilAsync(look, "\"unconfirmed\":[1-9].*\"replay_paused\":true");

        await site.TypedAsync(resume, at: stage.Replica);
        await site.TypedAsync(over);
        Assert.That(await TelescopeSite.CountAsync(stage.Replica, written), Is.EqualTo(1));
    }

    [Test]
    public async Task The_buffer_is_full()
    {
        var (look, over) = Two("The buffer is full, or its disk is");
        await using var site = await TelescopeSite.StartAsync(stage, TelescopeSite.Journal, ("TRANSACTION_BUFFER_SIZE", "10"));
        stage.OceanToMain.Cut();
        var written = new List<Guid>();
        string refusal;
        while (true)
        {
            using var answer = await site.TryWriteAsync();
            refusal = await answer.Content.ReadAsStringAsync();
            if (!answer.IsSuccessStatusCode)
                break;
            written.Add(Guid.Parse(Id().Match(refusal).Groups[1].Value));
        }

        Assert.That(refusal, Does.Contain("buffer-full").Or.Contain("buffer-share"));
        Assert.That(await site.TypedAsync(look), Does.Contain("\"capacity\":10"));

        await site.StartAgainAsync(await site.StopAsync(), ("TRANSACTION_BUFFER_SIZE", "1000"));
        Assert.That(await site.TypedAsync(over), Does.Contain("\"capacity\":1000"));
        written.Add(await site.WriteAsync());
        stage.OceanToMain.Restore();
        await site.WaitUntilReplicatedAsync();
        Assert.That(await TelescopeSite.CountAsync(stage.Primary, written), Is.EqualTo(written.Count));
    }

    [Test]
    public async Task Main_was_restored_from_a_backup()
    {
        var (count, over) = Two("Main was restored from a backup");
        var restoring = HowTo.Blocks(BackupTests.Page, "Main database");
        await using var site = await TelescopeSite.StartAsync(stage, TelescopeSite.Journal);
        await site.TypedAsync(restoring[0]);
        var written = await site.WriteAsync();
        await site.WaitUntilReplicatedAsync();
        stage.OceanToMain.Cut();
        await site.TypedAsync(restoring[2]);
        Assert.That(await TelescopeSite.CountAsync(stage.Primary, written), Is.Zero);

        stage.OceanToMain.Restore();
        await site.TypedUntilAsync(count, "\"checked\":");
        await site.TypedAsync(over);
        Assert.That(await TelescopeSite.CountAsync(stage.Replica, written), Is.EqualTo(1));
    }

    [Test]
    public async Task The_clock_has_jumped()
    {
        await using var site = await TelescopeSite.StartAsync(stage);

        var lines = (await site.TypedAsync(HowTo.Blocks(Page, "The clock has jumped").Single())).Split('\n');

        Assert.That(DateTimeOffset.TryParse(lines[0]["date: ".Length..], CultureInfo.InvariantCulture, out var shown), lines[0]);
        Assert.That(shown, Is.EqualTo(TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task Redis_is_lost()
    {
        var (look, over) = Two("Redis is lost");
        await using var site = await TelescopeSite.StartAsync(stage, TelescopeSite.Journal);
        stage.OceanToMain.Cut();
        var before = await site.WriteAsync();
        await stage.Redis.KillAsync();
        Directory.Delete(Path.Combine(stage.Redis.DataFolder, "appendonlydir"), recursive: true);
        await site.TypedUntilAsync(look, "(?i)redis");
        await Eventually.WaitForAsync(
            async () => (await site.TryWriteAsync()).StatusCode == HttpStatusCode.Created, TimeSpan.FromSeconds(20), "the journal should take over");
        var meanwhile = await site.WriteAsync();

        await stage.Redis.StartAsync();
        await site.TypedAsync(over);
        stage.OceanToMain.Restore();
        await site.WaitUntilReplicatedAsync();
        Assert.That(await TelescopeSite.CountAsync(stage.Primary, before, meanwhile), Is.EqualTo(2));
    }

    [Test]
    public async Task A_token_has_expired_at_the_telescope()
    {
        await using var site = await TelescopeSite.StartAsync(stage, TelescopeSite.Journal);
        site.Client.With(TestTokens.Expired);
        stage.OceanToMain.Cut();
        using var refused = await site.TryWriteAsync();
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));

        var output = await site.TypedUntilAsync(HowTo.Blocks(Page, "A token has expired at the telescope").Single(), $"{TokenValue()}");
        site.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TokenValue().Match(output).Value);

        await site.WriteAsync();
    }

    [Test]
    public async Task The_service_does_not_run()
    {
        var (check, over) = Two("The service does not run");
        await using var site = await TelescopeSite.StartAsync(stage, TelescopeSite.Journal);
        var folder = await site.StopAsync();

        var wrong = await site.TypeAsync($"export SITE_TYPE=telescope\n{check}");
        Assert.That(wrong.ExitCode, Is.EqualTo(SettingsResult.RefusedExitCode));
        Assert.That(wrong.Output, Does.Contain("SITE_TYPE"));
        Assert.That(await site.TypedAsync(check), Does.Contain("SITE_TYPE"));

        await site.StartAgainAsync(folder);
        await site.TypedAsync(over);
    }

    private static (string, string) Two(string section) => HowTo.Blocks(Page, section) is [var first, var second] ? (first, second) : throw Unexpected(section);

    private static (string, string, string) Three(string section) =>
        HowTo.Blocks(Page, section) is [var first, var second, var third] ? (first, second, third) : throw Unexpected(section);

    private static AssertionException Unexpected(string section) => new($"The section '{section}' has other blocks than this test types.");

    [GeneratedRegex("runbook: (.+)")]
    private static partial Regex RunbookLink();

    [GeneratedRegex("\"id\":\"([0-9a-f-]{36})\"")]
    private static partial Regex Id();

    [GeneratedRegex("ops_api_token_[A-Za-z0-9_-]{43,}")]
    private static partial Regex TokenValue();
}
