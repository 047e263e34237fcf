using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Load;
using CcatOps.Faults.Processes;
using CcatOps.TestBed;

namespace CcatOps.Faults.CrashPoints;

/// <summary>At every fault point, every attack: whatever the process was doing, nothing is lost, doubled, reordered or wrongly failed.</summary>
[Parallelizable(ParallelScope.Children)]
internal sealed class CrashPointTests
{
    private const int Writes = 250;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);
    private TwoSiteStage stage = null!;

    private static IEnumerable<TestCaseData<FaultPoint, Attack>> Cases =>
        from point in Enum.GetValues<FaultPoint>()
        from attack in Enum.GetValues<Attack>()
        select new TestCaseData<FaultPoint, Attack>(point, attack);

    [OneTimeSetUp]
    public async Task StartStageAsync() => stage = await Ground.StartAsync();

    [OneTimeTearDown]
    public async Task StopStageAsync() => await stage.DisposeAsync();

    [TestCaseSource(nameof(Cases))]
    public async Task Whatever_happens_there_each_answered_write_takes_effect_once_and_in_order(FaultPoint point, Attack attack)
    {
        await using var site = new AttackedSite(stage, $"{point}-{attack}".ToLowerInvariant());
        await using var service = await site.StartAsync(
            new() { Point = point, Passing = PassingOf(point), Action = ActionOf(attack) });
        await using var load = SeededLoad.Begin(
            site.Name,
            new() { Seed = (int)point + 1, Writes = Writes, WritesPerSecond = 100, PoisonShare = NeedsPoison(point) ? 0.1 : 0 },
            service.Address);
        using var end = new CancellationTokenSource();
        var retrying = IsRetry(point) ? Retries.KeepRetryingAsync(service, end.Token) : Task.CompletedTask;

        await service.BrokenAsync();
        await AttackAsync(attack, site, service, load);

        await load.EndAsync(Bound);
        await end.CancelAsync();
        await retrying;
        var verdict = await site.EvaluateAsync(load.Log);
        Assert.That(verdict.IsClean, Is.True, $"{verdict}\n{service.Process.Output}");
        Assert.That(verdict.Accepted, Is.GreaterThan(Writes / 2));
        if (NeedsPoison(point))
            Assert.That(load.Log.Accepted.Any(write => write.IsProvoked), "something should have failed");
    }

    private static async Task AttackAsync(Attack attack, AttackedSite site, BreakableService service, SeededLoad load)
    {
        switch (attack)
        {
            case Attack.Kill:
                Assert.That(await service.Process.Exit.WaitAsync(Bound), Is.EqualTo(BreakableService.Killed), service.Process.Output);
                await service.StartAgainAsync();
                break;
            case Attack.Freeze:
                await site.LeaseEndedAsync();
                service.Process.Continue();
                break;
            case Attack.CutLink:
                site.Ocean.Cut();
                service.LetGo();
                await service.UntilDrainIsAsync("waiting_for_main");
                site.Ocean.Restore();
                break;
        }
    }

    private static FaultAction ActionOf(Attack attack) => attack switch
    {
        Attack.Kill => FaultAction.Kill,
        Attack.Freeze => FaultAction.Freeze,
        _ => FaultAction.Wait,
    };

    /// <summary>Late enough to be in the middle of the load, where a place is passed more than a few times.</summary>
    private static int PassingOf(FaultPoint point) => point switch
    {
        FaultPoint.BeforeAccept or FaultPoint.AfterAccept or FaultPoint.BeforeAnswer => 60,
        FaultPoint.BeforeEpoch or FaultPoint.AfterEpoch or FaultPoint.BeforeRetry or FaultPoint.AfterRetry => 1,
        FaultPoint.BeforeFail or FaultPoint.AfterFail => 2,
        FaultPoint.BetweenReads => 5,
        _ => 4,
    };

    private static bool NeedsPoison(FaultPoint point) =>
        point is FaultPoint.BeforeFail or FaultPoint.AfterFail || IsRetry(point);

    private static bool IsRetry(FaultPoint point) => point is FaultPoint.BeforeRetry or FaultPoint.AfterRetry;
}
