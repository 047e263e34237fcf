using System.Text;
using CcatOps.Api.FunctionalTests.Nights;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Faults;

internal sealed class LostCommitTests
{
    private TwoSiteStage stage = null!;
    private Site cologne = null!;
    private Site observatory = null!;

    [SetUp]
    public async Task StartAsync()
    {
        stage = await TwoSiteStage.StartAsync();
        cologne = await Site.StartMainAsync(stage.Primary);
        await Night.PlanAsync(cologne);
        await stage.Replica.CatchUpAsync();
        observatory = await Site.StartSecondaryAsync(stage);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await observatory.DisposeAsync();
        await cologne.DisposeAsync();
        await stage.DisposeAsync();
    }

    [TestCase(CutMoment.AfterForwarding)]
    [TestCase(CutMoment.BeforeForwarding)]
    public async Task A_link_cut_around_the_commit_leaves_one_effect_and_no_failure(CutMoment moment)
    {
        await WarmUpAsync();
        var batch = Encoding.UTF8.GetBytes("the one that is cut");
        var cut = stage.OceanToMain.CutWhen(Direction.ToTarget, bytes => bytes.IndexOf(batch) >= 0, moment);

        var started = await observatory.PostAsync("/executed_obs_units/start", new { obs_unit_id = 1, comment = "the one that is cut" });
        await cut.Happened.WaitAsync(TimeSpan.FromSeconds(20));
        await observatory.WaitUntilReplicatedAsync();

        var transaction = await observatory.GetAsync($"/api/transactions/{started["sync"]!["transaction_id"]}");
        Assert.That(transaction["state"]!.GetValue<string>(), Is.EqualTo("replicated"));
        Assert.That(Site.Number(transaction, "attempts"), Is.Zero);
        Assert.That(await Tables.CountAsync(stage.Primary, "executed_obs_unit", $"id = '{started["id"]}'"), Is.EqualTo(1));
        Assert.That(await Tables.CountAsync(stage.Primary, "applied_transaction", $"transaction_id = '{transaction["id"]}'"), Is.EqualTo(1));
        Assert.That(Site.Number(await observatory.GetAsync("/api/buffer"), "failed"), Is.Zero);
    }

    /// <summary>One batch more than it takes the client to prepare its statements, so that the cut meets the usual exchange.</summary>
    private async Task WarmUpAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            await observatory.PostAsync("/executed_obs_units/start", new { obs_unit_id = 1 });
            await observatory.WaitUntilReplicatedAsync();
        }
    }
}
