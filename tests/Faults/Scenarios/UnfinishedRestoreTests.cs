using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;
using CcatOps.TestBed;

namespace CcatOps.Faults.Scenarios;

/// <summary>Main is in the middle of a restore for some seconds: its own state fails no transaction.</summary>
[Category("Fault")]
internal sealed class UnfinishedRestoreTests
{
    private TwoSiteStage stage = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => stage = await SharedStage.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await stage.DisposeAsync();

    [TestCaseSource(typeof(UnfinishedRestore), nameof(UnfinishedRestore.All))]
    public async Task Main_that_lacks_something_for_a_while_fails_no_transaction(UnfinishedRestore state)
    {
        await using var site = await SiteUnderFault.StartAsync($"main-{state.Name.Replace(' ', '-')}", stage);
        await using var load = site.BeginLoad(new() { WritesPerSecond = 100, ReadShare = 0.1 });
        await load.AcceptedMoreAsync(Extent.Phase);
        using (load.Log.Faults.Begin(FaultKind.MainRestoring))
        {
            // Rows that are missing at main would soon be missing at the replica too, and the site could not look up what it finishes.
            await stage.Replica.PauseReplayAsync();
            await state.BeginAsync(stage.Primary);
            try
            {
                await Eventually.WaitForAsync(
                    async () => (await site.Api.AskAsync("/api/buffer")).Json["drain"]!["last_error"] is not null,
                    TimeSpan.FromSeconds(30), "the drain should notice", site.LastLogs);
                await load.AcceptedMoreAsync(Extent.Phase);
            }
            finally
            {
                await state.EndAsync(stage.Primary);
                await stage.Replica.ResumeReplayAsync();
            }
        }

        await load.AcceptedMoreAsync(Extent.Phase);
        await site.AssertCleanAsync(load, new(Attack.Link, $"main in the middle of a restore: {state}", 1));
    }
}
