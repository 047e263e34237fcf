using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;
using CcatOps.TestBed;

namespace CcatOps.Faults.Scenarios;

/// <summary>Main is restored from a backup that is older than what was drained last.</summary>
[Category("Fault")]
internal sealed class RestoredMainTests
{
    [Test]
    public async Task With_a_journal_what_main_has_forgotten_comes_back_by_itself()
    {
        await using var stage = await SharedStage.StartAsync();
        await using var site = await SiteUnderFault.StartAsync("main-restored-journal", stage, settings: ("JOURNAL_PATH", "journal"));
        await using var load = site.BeginLoad();
        await SetBackAsync(stage, site, load);
        await Eventually.AssertAsync(
            () => DatabaseReader.ReadAsync(stage.Primary.ConnectionString, site.Name),
            main => main.Markers.Count >= load.Log.AcceptedCount, TimeSpan.FromSeconds(120), "main should have everything again");

        await site.AssertCleanAsync(load, new(Attack.OneEffect, "main restored from an older backup, journal on", 1));
    }

    [Test]
    public async Task Without_reconciliation_what_main_has_forgotten_is_lost_and_found_to_be()
    {
        await using var stage = await SharedStage.StartAsync();
        await using var site = await SiteUnderFault.StartAsync("main-restored", stage);
        await using var load = site.BeginLoad();
        await SetBackAsync(stage, site, load);

        var verdict = await site.JudgeAsync(
            load, new(Attack.OneEffect, "main restored from an older backup, no reconciliation", 1, IsNegativeControl: true));
        Assert.That(verdict.Count(ViolationKind.Lost), Is.Positive, verdict.ToString());
    }

    /// <summary>All that was accepted after the backup is applied, confirmed, and then gone from main and replica.</summary>
    private static async Task SetBackAsync(TwoSiteStage stage, SiteUnderFault site, SeededLoad load)
    {
        await load.AcceptedMoreAsync(Extent.Phase);
        await stage.Primary.BackUpAsync();
        await load.AcceptedMoreAsync(Extent.Phase);
        await load.StopAsync();
        await site.Observed.WaitUntilSettledAsync();
        await stage.Primary.RestoreAsync();
        await stage.Replica.RebuildAsync();
    }
}
