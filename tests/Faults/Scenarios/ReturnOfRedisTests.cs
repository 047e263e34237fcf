using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Pairs;
using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;

namespace CcatOps.Faults.Scenarios;

/// <summary>Redis comes back after an outage in which one of two processes accepted into the journal alone.</summary>
[Category("Fault")]
internal sealed class ReturnOfRedisTests
{
    [Test]
    public async Task All_processes_use_it_again_although_the_disk_of_the_journal_fails()
    {
        await using var stage = await PairStage.StartAsync();
        await using var load = stage.Site.BeginLoad(
            new() { PoisonShare = 0.01, TakesTurns = true, Patience = TimeSpan.FromSeconds(5) }, seed: Extent.Seed + 1);
        var killed = load.Log.Faults.Begin(FaultKind.RedisKilled);
        await stage.Redis.KillAsync();
        await load.AcceptedMoreAsync(Extent.Phase);
        using (load.Log.Faults.Begin(FaultKind.JournalFailing))
        {
            stage.Sync.Fail();
            await stage.Redis.StartAsync();
            killed.End();
            await load.AcceptedMoreAsync(Extent.Writes);
            stage.Sync.Release();
        }

        await load.StopAsync();
        var verdict = await stage.Site.Observed.EvaluateAsync(load, within: null, load.Prefix);
        FaultReport.Add(new(Attack.Durable, "Redis back from an outage while the journal's disk fails", 1), verdict);
        Assert.That(verdict.IsClean, Is.True, () => $"{verdict}\n{stage.Site.LastLogs()}");
    }
}
