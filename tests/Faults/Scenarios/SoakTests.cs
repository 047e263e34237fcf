using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;
using CcatOps.TestBed;
using StackExchange.Redis;

namespace CcatOps.Faults.Scenarios;

/// <summary>
/// Every fault, one after the other under a fast load: first each once, then in the order of the seed. The load is restarted and evaluated every 20,000
/// writes, to bound the memory of the evaluation.
/// </summary>
[Category("Fault")]
internal sealed class SoakTests
{
    private const int Meanwhile = 100;
    private const int WritesPerRound = 20_000;
    private const int WritesPerFault = 4_000;
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
        site.Observed = site.Observed with { IsShared = true };
        (FaultKind? Kind, Func<Func<Task>, Task> BreakAsync)[] faults =
        [
            (null, ResetAsync(site)), (FaultKind.LinkCut, CutAsync(site)), (FaultKind.ServiceKilled, KillAsync(site)), (FaultKind.ServiceFrozen, FreezeAsync(site)),
            (FaultKind.RedisKilled, KillRedisAsync), (FaultKind.RedisFlushed, FlushAsync), (FaultKind.MainKilled, KillMainAsync),
        ];
        var random = new Random(Extent.Seed);
        var times = Math.Max(faults.Length, Extent.Soak / WritesPerFault);
        var perFault = Extent.Soak / times;
        var perRound = Math.Max(1, WritesPerRound / perFault);
        for (var done = 0; done < times; done += perRound)
        {
            // Without bulks, which cost the most, and with many clients: as many answers as possible in the time there is.
            await using var load = site.BeginLoad(
                new() { Telescopes = 24, PoisonShare = 0.002, BulkShare = Extent.IsComplete ? 0.01 : 0.1, ReadShare = Extent.IsComplete ? 0.05 : 0.3 },
                (Extent.Seed * 1_000) + done);
            var inRound = Math.Min(perRound, times - done);
            for (var i = done; i < done + inRound; i++)
            {
                await load.AcceptedMoreAsync(perFault, Bound);
                var (kind, breakAsync) = faults[i < faults.Length ? i : random.Next(faults.Length)];
                await TestContext.Progress.WriteLineAsync($"soak: {kind?.ToString() ?? "link reset"}, fault {i + 1} of {times}");
                using var period = kind is { } which ? load.Log.Faults.Begin(which) : null;
                await breakAsync(() => load.AcceptedMoreAsync(Meanwhile, Bound));
            }

            await load.AcceptedMoreAsync(Meanwhile, Bound);
            await load.StopAsync(Bound);
            var verdict = await site.Observed.EvaluateAsync(load, Bound, load.Prefix);
            FaultReport.Add(new(Attack.OneEffect, "faults in a row under one load, journal on, two processes", inRound), verdict);
            Assert.That(verdict.IsClean, Is.True, () => $"{verdict}\nThe requests: {load.Log.Path}\n{site.LastLogs()}");
        }
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
