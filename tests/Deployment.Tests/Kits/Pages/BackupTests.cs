using System.Net.Http.Headers;
using System.Net.Http.Json;
using CcatOps.Deployment.Tests.Kits.Sites;
using CcatOps.TestBed;

namespace CcatOps.Deployment.Tests.Kits.Pages;

/// <summary>docs/how-to/back-up-and-restore.md, as its commands are typed.</summary>
internal sealed class BackupTests
{
    public const string Page = "back-up-and-restore.md";
    private readonly TwoSiteStage stage = SharedStage.Running;

    [TearDown]
    public void Repair() => stage.OceanToMain.Restore();

    [Test]
    public async Task What_a_restored_main_database_lacks_comes_from_the_telescope()
    {
        var blocks = HowTo.Blocks(Page, "Main database");
        Assert.That(blocks, Has.Length.EqualTo(4));
        await using var site = await TelescopeSite.StartAsync(stage, TelescopeSite.Journal);
        var kept = await site.WriteAsync();
        await site.WaitUntilReplicatedAsync();
        await site.TypedAsync(blocks[0]);
        var lost = await site.WriteAsync();
        await site.WaitUntilReplicatedAsync();

        await site.TypedAsync(blocks[1]);
        var paused = await site.WriteAsync();
        await site.TypedAsync(blocks[2]);
        Assert.That(await TelescopeSite.CountAsync(stage.Primary, kept, lost, paused), Is.EqualTo(1));
        Assert.That(await site.TypedUntilAsync(blocks[3], "\"checked\":"), Does.Match("\"missing\":[1-9]"));

        Assert.That(await TelescopeSite.CountAsync(stage.Primary, kept, lost, paused), Is.EqualTo(3));
        Assert.That(await TelescopeSite.CountAsync(stage.Replica, kept, lost, paused), Is.EqualTo(3));
    }

    [Test]
    public async Task A_new_computer_with_the_journal_of_the_old_one_drains_what_waited_there()
    {
        var blocks = HowTo.Blocks(Page, "A telescope's computer, from its disk");
        Assert.That(blocks, Has.Length.EqualTo(2));
        await using var site = await TelescopeSite.StartAsync(stage, TelescopeSite.Journal);
        var drained = await site.WriteAsync();
        await site.WaitUntilReplicatedAsync();
        stage.OceanToMain.Cut();
        var waiting = await site.WriteAsync();
        await site.TypedAsync(blocks[0]);

        var old = await site.StopAsync();
        Directory.Delete(Path.Combine(old, "data"), recursive: true);
        await stage.Redis.KillAsync();
        Directory.Delete(Path.Combine(stage.Redis.DataFolder, "appendonlydir"), recursive: true);
        await stage.Redis.StartAsync();
        await site.TypedAsync(blocks[1]);
        await site.StartAgainAsync(old);
        stage.OceanToMain.Restore();

        await site.WaitUntilReplicatedAsync();
        Assert.That(await TelescopeSite.CountAsync(stage.Primary, drained, waiting), Is.EqualTo(2));
    }

    [Test]
    public async Task A_restored_redis_has_what_waited_without_a_journal()
    {
        var blocks = HowTo.Blocks(Page, "Redis");
        Assert.That(blocks, Has.Length.EqualTo(2));
        await using var site = await TelescopeSite.StartAsync(stage);
        stage.OceanToMain.Cut();
        var waiting = await site.WriteAsync();
        await site.TypedAsync(blocks[0]);

        var folder = await site.StopAsync();
        await stage.Redis.KillAsync();
        await site.TypedAsync(blocks[1]);
        await stage.Redis.StartAsync();
        await site.StartAgainAsync(folder);
        stage.OceanToMain.Restore();

        await site.WaitUntilReplicatedAsync();
        Assert.That(await TelescopeSite.CountAsync(stage.Primary, waiting), Is.EqualTo(1));
    }

    [Test]
    public async Task Restored_sqlite_files_have_what_was_there_at_the_backup()
    {
        var blocks = HowTo.Blocks(Page, "SQLite");
        Assert.That(blocks, Has.Length.EqualTo(2));
        var backup = Directory.CreateTempSubdirectory("sqlite-backup-");
        await using var site = await EmbeddedSite.StartAsync();
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", site.Token);
        var kept = await WriteAsync();
        await TypeAsync(blocks[0]);
        var lost = await WriteAsync();

        await site.StopAsync();
        await TypeAsync(blocks[1]);
        await site.StartAgainAsync();

        Assert.That((await client.GetAsync(new Uri(site.Address, kept))).IsSuccessStatusCode, Is.True);
        Assert.That((await client.GetAsync(new Uri(site.Address, lost))).IsSuccessStatusCode, Is.False);
        Assert.That(await WriteAsync(), Is.Not.EqualTo(lost));
        backup.Delete(recursive: true);

        async Task<Uri> WriteAsync()
        {
            using var made = await client.PostAsJsonAsync(new Uri(site.Address, "/executed_obs_units/start"), new { obs_unit_id = 1 });
            return made.EnsureSuccessStatusCode().Headers.Location!;
        }

        Task TypeAsync(string commands) => Shell.CheckAsync(
            "env", $"BACKUP={backup.FullName}", $"DATA={Path.Combine(site.Process.WorkingDirectory, "data")}", "bash", "-euc", commands);
    }
}
