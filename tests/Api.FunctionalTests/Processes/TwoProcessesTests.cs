using CcatOps.Api.FunctionalTests.Nights;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Processes;

/// <summary>Two processes of one site, which share its buffer.</summary>
internal sealed class TwoProcessesTests
{
    private const double TakeoverSeconds = 5;

    private TwoSiteStage stage = null!;
    private Site drainer = null!;
    private Site other = null!;

    [OneTimeSetUp]
    public async Task StartStageAsync() => stage = await SharedStage.GetAsync();

    [SetUp]
    public async Task StartAsync()
    {
        var name = ("SITE_NAME", $"pair-{TestContext.CurrentContext.Test.ID}");
        drainer = await Site.StartSecondaryAsync(stage, name);
        await drainer.UntilDrainIsAsync("running");
        other = await Site.StartSecondaryAsync(stage, name);
    }

    [TearDown]
    public async Task StopAsync()
    {
        stage.OceanToMain.RoundTrip = TimeSpan.Zero;
        await drainer.DisposeAsync();
        await other.DisposeAsync();
    }

    [Test]
    public async Task One_drains_what_both_take_and_the_other_stands_by()
    {
        var here = await drainer.StartedAsync();
        var there = await other.StartedAsync();
        await other.UntilDrainIsAsync("standby");
        Assert.That((await drainer.GetAsync("/api/buffer")).Text("drain", "state"), Is.EqualTo("running"));
        await other.WaitUntilReplicatedAsync();
        await AssertReplicatedOnceAsync([here, there]);
        Assert.That((await drainer.AskAsync($"/executed_obs_units/{there}")).SyncState, Is.EqualTo("replicated"));
    }

    [Test]
    public async Task What_one_took_is_read_and_finished_at_once_at_the_other()
    {
        var execution = await drainer.StartedAsync();
        Assert.That((await other.FinishAsync(execution)).Status, Is.EqualTo(System.Net.HttpStatusCode.OK));
        Assert.That((await drainer.AskAsync($"/executed_obs_units/{execution}")).Json.Text("status"), Is.EqualTo("completed"));
    }

    [Test]
    public async Task The_other_takes_over_from_one_that_was_killed()
    {
        var taken = new List<Guid> { await drainer.StartedAsync() };
        await drainer.Process.KillAsync();
        taken.Add(await other.StartedAsync());
        await other.UntilDrainIsAsync("running", TakeoverSeconds);
        await other.WaitUntilReplicatedAsync();
        await AssertReplicatedOnceAsync(taken);
    }

    [Test]
    public async Task The_other_takes_over_at_once_from_one_that_was_told_to_end()
    {
        await drainer.Process.TerminateAsync();
        await other.UntilDrainIsAsync("running", TakeoverSeconds / 2);
    }

    [Test]
    public async Task The_other_takes_over_from_one_that_froze_which_stands_by_when_it_wakes()
    {
        var taken = new List<Guid>();
        stage.OceanToMain.RoundTrip = TimeSpan.FromMilliseconds(100);
        for (var write = 0; write < 50; write++)
            taken.Add(await other.StartedAsync());
        drainer.Process.Freeze();
        for (var write = 0; write < 50; write++)
            taken.Add(await other.StartedAsync());
        await other.UntilDrainIsAsync("running", withinSeconds: 30);
        await other.WaitUntilReplicatedAsync();

        drainer.Process.Continue();
        await drainer.UntilDrainIsAsync("standby");
        taken.Add(await drainer.StartedAsync());
        await drainer.WaitUntilReplicatedAsync();
        await AssertReplicatedOnceAsync(taken);
        Assert.That((await other.GetAsync("/api/buffer")).Text("drain", "state"), Is.EqualTo("running"));
    }

    private async Task AssertReplicatedOnceAsync(IReadOnlyCollection<Guid> taken)
    {
        var list = string.Join(',', taken.Select(id => $"'{id}'"));
        Assert.That(await Tables.CountAsync(stage.Replica, "executed_obs_unit", $"id in ({list})"), Is.EqualTo(taken.Count));
        var entities = string.Join(',', taken.Select(id => $"'executed_obs_unit:{id}'"));
        Assert.That(
            await Tables.CountAsync(stage.Primary, "applied_transaction", $"entities && array[{entities}]"), Is.EqualTo(taken.Count));
    }
}
