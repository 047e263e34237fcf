using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;
using StackExchange.Redis;

namespace CcatOps.Api.FunctionalTests.Client.Watching;

/// <summary>Runs watch in a pseudo-terminal of 80 x 24, as an operator does over SSH.</summary>
internal sealed class WatchTests
{
    private const string Down = "\e[B";
    private const string PageDown = "\e[6~";
    private const string Enter = "\r";
    private const string Escape = "\e";

    private TwoSiteStage stage = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => stage = await SharedStage.GetAsync();

    [Test]
    public async Task All_well_is_shown_live_and_q_gives_the_terminal_back()
    {
        await using var site = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "watched"));
        await using var terminal = Watch(site);

        var screen = await terminal.UntilAsync("All data is in ");
        Assert.That(screen.Split('\n')[1], Does.Match(@"^watched \(secondary\), ok, 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC, \d s ago$"));
        Assert.That(screen, Does.Contain("no failed transactions").And.Contain("q quit"));
        await terminal.UntilAsync(later => later.Split('\n')[1] != screen.Split('\n')[1], "the time should go on");
        Assert.That(terminal.Screen.IsAlternate, Is.True);
        Assert.That(terminal.Screen.Widest, Is.LessThanOrEqualTo(PseudoTerminal.Width));

        await terminal.PressAsync("q");

        Assert.That(await terminal.ExitAsync(), Is.Zero);
        Assert.That(terminal.Screen.IsAlternate, Is.False);
        Assert.That(terminal.Raw.ToString(), Does.EndWith("\e[?7h\e[?25h\e[?1049l").And.Not.Contain(TestTokens.Admin));
    }

    [Test]
    public async Task It_runs_without_the_assemblies_of_the_server()
    {
        await using var site = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "light"));
        await using var terminal = Watch(site);
        await terminal.UntilAsync("light (secondary)");

        var mapped = terminal.MappedFiles();

        Assert.That(mapped, Does.Contain("ccatops.dll").And.Contain("System.Net.Http.dll"));
        Assert.That(mapped, Does.Not.Contain("CcatOps.Api.dll").And.Not.Contain("Npgsql").And.Not.Contain("Microsoft.AspNetCore"));
    }

    [Test]
    public async Task A_link_that_is_cut_and_restored_is_seen_to_be_so()
    {
        await using var site = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "watched-cut-off"));
        await using var terminal = Watch(site);
        await terminal.UntilAsync("All data is in ");

        stage.OceanToMain.Cut();
        try
        {
            for (var i = 0; i < 3; i++)
                await site.StartedAsync();
            var screen = await terminal.UntilAsync(text => text.Contains("link", StringComparison.Ordinal) && text.Contains("3 writes wait", StringComparison.Ordinal),
                "the cut should be shown", withinSeconds: 60);
            Assert.That(screen, Does.Match(@"nothing\s+lost"));
            Assert.That(screen, Does.Match(@"\n +\d+ +\d+ +0 +"));
        }
        finally
        {
            stage.OceanToMain.Restore();
        }

        await terminal.UntilAsync("All data is in ", withinSeconds: 60);
    }

    [Test]
    public async Task A_poisoned_night_is_paged_through_opened_and_mended()
    {
        await using var site = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "watched-poison"));
        var poison = new List<string>();
        for (var unit = 7100; unit < 7103; unit++)
            poison.Add((await site.PoisonAsync(unit)).Start);
        await using var terminal = Watch(site);

        await terminal.UntilAsync("3 transactions were refused and need you");
        var screen = await terminal.UntilAsync("failed 1 of 3");
        Assert.That(screen, Does.Match(@"\n> \d\d-\d\d \d\d:\d\d  start_observation     23503  insert or update"));

        await terminal.PressAsync(Down);
        await terminal.UntilAsync("failed 2 of 3");
        await terminal.PressAsync(PageDown);
        await terminal.UntilAsync("failed 3 of 3");
        await terminal.PressAsync(Enter);
        // The newest is first, so this is the oldest.
        var opened = await terminal.UntilAsync("obs_unit_id = 7100");
        Assert.That(opened, Does.StartWith($"transaction   {poison[0]}\nstate         failed"));
        await terminal.PressAsync(Escape);
        await terminal.UntilAsync("failed 3 of 3");

        for (var unit = 7100; unit < 7103; unit++)
            await stage.PlanAsync(unit);
        var retried = await Ccatops.AskAsync(site, "failed", "retry", "--all", "--yes");
        Assert.That(retried.Code, Is.Zero, retried.ToString());
        Assert.That(retried.Notes, Does.Contain("3 failed transactions are meant. Main would take 6 of the first 6"));
        await terminal.UntilAsync("All data is in ");
        await terminal.UntilAsync("no failed transactions");
    }

    [Test]
    public async Task A_redis_that_is_not_durable_is_said_first()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{stage.Redis.ConnectionString},allowAdmin=true");
        await using var site = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "doubtful"), ("BUFFER_DURABILITY", "required"));
        await using var terminal = Watch(site);
        await terminal.UntilAsync("All data is in ");

        await redis.GetServers()[0].ConfigSetAsync("appendfsync", "everysec");
        try
        {
            var screen = await terminal.UntilAsync(text => text.StartsWith("Writes are refused", StringComparison.Ordinal), "the refusal should come first");
            Assert.That(screen, Does.Contain("attention  Writes are refused"));
        }
        finally
        {
            await redis.GetServers()[0].ConfigSetAsync("appendfsync", "always");
        }

        await terminal.UntilAsync("All data is in ");
    }

    [Test]
    public async Task A_replica_that_is_stuck_leaves_writes_committed_and_says_so()
    {
        await using var site = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "unshown"));
        await using var terminal = Watch(site);
        await terminal.UntilAsync("All data is in ");

        await stage.Replica.PauseReplayAsync();
        try
        {
            await site.StartedAsync();
            var screen = await terminal.UntilAsync(
                text => text.StartsWith("The replica does not advance", StringComparison.Ordinal) && text.Contains("          1", StringComparison.Ordinal),
                "the write should stand in its lane");
            Assert.That(screen, Does.Contain("pg_wal_replay_resume()"));
            Assert.That(screen, Does.Match(@"\n +0 +0 +1 "), "it is committed");
        }
        finally
        {
            await stage.Replica.ResumeReplayAsync();
        }

        await terminal.UntilAsync("All data is in ");
    }

    [Test]
    public async Task A_service_that_ends_leaves_its_last_state_marked_as_stale()
    {
        await using var site = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "ended"));
        await using var terminal = Watch(site);
        await terminal.UntilAsync("All data is in ");

        await site.Process.KillAsync();
        var screen = await terminal.UntilAsync("STALE: ");
        Assert.That(screen, Does.Contain("is unreachable").And.Contain("All data is in "));

        await site.StartAgainAsync();
        await terminal.UntilAsync(text => !text.Contains("STALE", StringComparison.Ordinal), "it should be fresh again");
    }

    [Test]
    public async Task Without_colour_no_colour_is_sent()
    {
        await using var site = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "grey"));
        var environment = Ccatops.Of(site);
        environment["NO_COLOR"] = "1";
        await using var grey = PseudoTerminal.Start(environment, "watch");
        await using var coloured = Watch(site);
        await grey.UntilAsync("All data is in ");
        await coloured.UntilAsync("All data is in ");

        Assert.That(grey.Raw.ToString(), Does.Not.Match("\e\\[[0-9;]*m"));
        Assert.That(coloured.Raw.ToString(), Does.Contain("\e[32;1m"));
    }

    [Test]
    public async Task Without_a_terminal_it_says_what_to_use_instead()
    {
        var run = await Ccatops.RunAsync(new Dictionary<string, string>(), null, "watch");

        Assert.That(run.Code, Is.EqualTo(2), run.ToString());
        Assert.That(run.Notes, Does.Contain("status --output json"));
    }

    private static PseudoTerminal Watch(Site site) => PseudoTerminal.Start(Ccatops.Of(site), "watch", "--interval", "1s");
}
