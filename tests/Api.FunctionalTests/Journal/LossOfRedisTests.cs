using CcatOps.Api.FunctionalTests.Nights;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Journal;

/// <summary>Redis loses what it held; the journal has it.</summary>
internal sealed class LossOfRedisTests
{
    private TwoSiteStage stage = null!;

    [SetUp]
    public async Task StartAsync() => stage = await Scenery.StartAsync();

    [TearDown]
    public async Task StopAsync() => await stage.DisposeAsync();

    [Test]
    public async Task Emptied_under_load_it_loses_nothing()
    {
        await using var site = await Site.StartSecondaryAsync(stage, Telescope.Journal);
        stage.OceanToMain.Cut();
        var waiting = await Telescope.RecordAsync(site, 20);
        var stop = new TaskCompletionSource();
        var load = Telescope.ObserveAsync(site, observers: 8, stop.Task);
        for (var flush = 0; flush < 5; flush++)
        {
            var depth = Site.Number(await site.GetAsync("/api/buffer"), "depth");
            await site.UntilAsync("/api/buffer", buffer => Site.Number(buffer, "depth") > depth + 50, "the load should go on", 30);
            await Telescope.FlushAsync(stage);
            await Telescope.AssertReadsAllAsync(site, waiting);
        }

        stage.OceanToMain.Restore();
        await site.UntilDrainIsAsync("running", 30);
        await Telescope.FlushAsync(stage);
        stop.SetResult();
        var answered = await load;
        await site.WaitUntilReplicatedAsync();

        Assert.That(answered, Has.Count.GreaterThan(100));
        await Telescope.AssertHasAllOnceAsync(stage.Primary, [.. waiting, .. answered]);
        await Telescope.AssertHasAllOnceAsync(stage.Replica, [.. waiting, .. answered]);
        Assert.That(Site.Number(await site.GetAsync("/api/buffer"), "failed"), Is.Zero);
    }

    [Test]
    public async Task Emptied_without_a_journal_it_does_lose()
    {
        await using var site = await Site.StartSecondaryAsync(stage);
        stage.OceanToMain.Cut();
        var waiting = await Telescope.RecordAsync(site, 5);
        await Telescope.FlushAsync(stage);
        stage.OceanToMain.Restore();
        var after = await Telescope.RecordAsync(site, 1);
        await site.WaitUntilReplicatedAsync();

        await Telescope.AssertHasAllOnceAsync(stage.Primary, after);
        var lost = string.Join(',', waiting.Select(id => $"'{id}'"));
        Assert.That(await Tables.CountAsync(stage.Primary, "executed_obs_unit", $"id in ({lost})"), Is.Zero);
    }

    [Test]
    public async Task What_was_repeated_after_a_loss_gets_its_first_answer()
    {
        await using var site = await Site.StartSecondaryAsync(stage, Telescope.Journal);
        var replicated = await StartWithKeyAsync(site, "before");
        await site.WaitUntilReplicatedAsync();
        stage.OceanToMain.Cut();
        var waiting = await StartWithKeyAsync(site, "waiting");
        await Telescope.FlushAsync(stage);

        Assert.That((await StartWithKeyAsync(site, "before")).Transaction, Is.EqualTo(replicated.Transaction));
        Assert.That((await StartWithKeyAsync(site, "waiting")).Transaction, Is.EqualTo(waiting.Transaction));
        Assert.That((await site.TransactionAsync(waiting.Transaction)).Text("state"), Is.EqualTo("buffered").Or.EqualTo("applying"));
        stage.OceanToMain.Restore();
        await site.WaitUntilReplicatedAsync();
        Assert.That(await Tables.CountAsync(stage.Primary, "executed_obs_unit"), Is.EqualTo(2));
    }

    [Test]
    public async Task Emptied_while_the_service_is_down_it_is_rebuilt_at_the_start()
    {
        await using var site = await Site.StartSecondaryAsync(stage, Telescope.Journal);
        stage.OceanToMain.Cut();
        var waiting = await Telescope.RecordAsync(site, 20);
        await site.Process.KillAsync();
        await Telescope.FlushAsync(stage);
        await site.StartAgainAsync();

        await Telescope.AssertReadsAllAsync(site, waiting);
        Assert.That(Site.Number(await site.GetAsync("/api/buffer"), "depth"), Is.EqualTo(40));
        stage.OceanToMain.Restore();
        await site.WaitUntilReplicatedAsync();
        await Telescope.AssertHasAllOnceAsync(stage.Replica, waiting);
    }

    [Test]
    public async Task Set_back_to_an_old_file_it_is_brought_up_to_date()
    {
        await using var site = await Site.StartSecondaryAsync(stage, Telescope.Journal);
        var early = await Telescope.RecordAsync(site, 5);
        await site.WaitUntilReplicatedAsync();
        stage.OceanToMain.Cut();
        early = [.. early, .. await Telescope.RecordAsync(site, 10)];
        await stage.Redis.StopAsync();
        var old = Directory.CreateTempSubdirectory("ccatops-old-");
        try
        {
            Copy(stage.Redis.DataFolder, old.FullName);
            await stage.Redis.StartAsync();
            await site.UntilAsync("/api/buffer", buffer => buffer.Text("notes") == "[]", "Redis should be back");
            var late = await Telescope.RecordAsync(site, 10);
            await stage.Redis.KillAsync();
            Directory.Delete(stage.Redis.DataFolder, recursive: true);
            Copy(old.FullName, stage.Redis.DataFolder);
            await stage.Redis.StartAsync();

            await Telescope.AssertReadsAllAsync(site, [.. early, .. late]);
            stage.OceanToMain.Restore();
            await site.UntilAsync("/api/buffer", buffer => buffer.Text("notes") == "[]", "Redis should be back");
            await site.WaitUntilReplicatedAsync();
            await Telescope.AssertHasAllOnceAsync(stage.Replica, [.. early, .. late]);
        }
        finally
        {
            old.Delete(recursive: true);
        }
    }

    private static Task<Answer> StartWithKeyAsync(Site site, string key) => site.SendAsync(
        HttpMethod.Post, "/executed_obs_units/start", new { obs_unit_id = 1 }, ("Idempotency-Key", key));

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from))
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
