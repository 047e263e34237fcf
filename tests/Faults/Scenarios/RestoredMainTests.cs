using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;

namespace CcatOps.Faults.Scenarios;

/// <summary>Main is restored from a backup that is older than what was drained last.</summary>
[Category("Fault")]
internal sealed class RestoredMainTests
{
    [Test]
    public async Task Without_reconciliation_what_main_has_forgotten_is_lost_and_found_to_be()
    {
        await using var stage = await SharedStage.StartAsync();
        await using var site = await SiteUnderFault.StartAsync("main-restored", stage);
        await using var load = site.BeginLoad();
        await load.AcceptedMoreAsync(Extent.Phase);
        await stage.Primary.BackUpAsync();
        await load.AcceptedMoreAsync(Extent.Phase);
        await load.StopAsync();
        await site.Observed.WaitUntilSettledAsync();
        await stage.Primary.RestoreAsync();
        await stage.Replica.RebuildAsync();

        var verdict = await site.JudgeAsync(
            load, new(Attack.OneEffect, "main restored from an older backup, no reconciliation", 1, IsNegativeControl: true));
        Assert.That(verdict.Count(ViolationKind.Lost), Is.Positive, verdict.ToString());
    }
}
