using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;
using CcatOps.TestBed;
using StackExchange.Redis;

namespace CcatOps.Faults.Scenarios;

/// <summary>Everything that can go wrong, one after the other under one load, first each once and then as the seed has it.</summary>
[Category("Fault")]
internal sealed class SoakTests
{
    private const int Meanwhile = 100;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(300);
    private DirectoryInfo journal = null!;
    private TwoSiteStage stage = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        journal = Directory.CreateTempSubdirectory("faults-journal-");
        stage = await SharedStage.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await stage.DisposeAsync();
        journal.Delete(recursive: true);
    }

    [Test]
    public async Task A_row_of_faults_under_one_load_costs_nothing()
    {
        await using var site = await SiteUnderFault.StartAsync("soak", stage, processes: 2, settings: ("JOURNAL_PATH", journal.FullName));
        await using var load = site.BeginLoad(new() { Telescopes = 24, PoisonShare = 0.002 });
        Func<Func<Task>, Task>[] faults = [ResetAsync(site), CutAsync(site), KillAsync(site), FreezeAsync(site), KillRedisAsync, FlushAsync, KillMainAsync];
        var random = new Random(Extent.Seed);
        var times = Math.Max(faults.Length, Extent.Soak / 4_000);
        for (var i = 0; i < times; i++)
        {
            await load.AcceptedMoreAsync(Extent.Soak / times, Bound);
            var fault = i < faults.Length ? i : random.Next(faults.Length);
            await TestContext.Progress.WriteLineAsync($"soak: fault {fault} after {load.Log.AcceptedCount} writes");
            await faults[fault](() => load.AcceptedMoreAsync(Meanwhile, Bound));
        }

        await load.AcceptedMoreAsync(Meanwhile, Bound);
        await site.AssertCleanAsync(load, new(Attack.OneEffect, "faults in a row under one load, journal on, two processes", times), Bound);
    }

    private static Func<Func<Task>, Task> ResetAsync(SiteUnderFault site) => _ =>
    {
        site.Link.ResetConnections();
        return Task.CompletedTask;
    };

    private static Func<Func<Task>, Task> CutAsync(SiteUnderFault site) => async meanwhile =>
    {
        site.Link.Cut();
        await meanwhile();
        site.Link.Restore();
    };

    private static Func<Func<Task>, Task> KillAsync(SiteUnderFault site) => async meanwhile =>
    {
        await site.Api.Process.KillAsync();
        await meanwhile();
        await site.Api.StartAgainAsync();
    };

    private static Func<Func<Task>, Task> FreezeAsync(SiteUnderFault site) => async meanwhile =>
    {
        site.Api.Process.Freeze();
        await meanwhile();
        await meanwhile();
        site.Api.Process.Continue();
    };

    private async Task KillRedisAsync(Func<Task> meanwhile)
    {
        await stage.Redis.KillAsync();
        await meanwhile();
        await stage.Redis.StartAsync();
    }

    private async Task FlushAsync(Func<Task> meanwhile)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(stage.Redis.ConnectionString + ",allowAdmin=true");
        await connection.GetServers()[0].FlushAllDatabasesAsync();
    }

    private async Task KillMainAsync(Func<Task> meanwhile)
    {
        await stage.Primary.KillAsync();
        await meanwhile();
        await stage.Primary.StartAsync();
    }
}
