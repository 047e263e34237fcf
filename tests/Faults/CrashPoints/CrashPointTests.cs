using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Load;
using CcatOps.Faults.Processes;
using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;
using CcatOps.TestBed;

namespace CcatOps.Faults.CrashPoints;

/// <summary>At every fault point, every harm: whatever the process was doing, nothing is lost, doubled, reordered or wrongly failed.</summary>
[Category("Fault")]
[Parallelizable(ParallelScope.Children)]
internal sealed class CrashPointTests
{
    private const int Writes = 250;
    private TwoSiteStage stage = null!;

    private static IEnumerable<TestCaseData<FaultPoint, Harm>> Cases =>
        from point in Enum.GetValues<FaultPoint>()
        from harm in Enum.GetValues<Harm>()
        select new TestCaseData<FaultPoint, Harm>(point, harm);

    [OneTimeSetUp]
    public async Task StartStageAsync() => stage = await SharedStage.GetAsync();

    [TestCaseSource(nameof(Cases))]
    public async Task Whatever_happens_there_each_answered_write_takes_effect_once_and_in_order(FaultPoint point, Harm harm)
    {
        await using var site = new AttackedSite(stage, $"{point}-{harm}".ToLowerInvariant());
        await using var service = await site.StartAsync(
            new() { Point = point, Passing = PassingOf(point), Action = ActionOf(harm) });
        await using var load = SeededLoad.Begin(
            site.Name,
            new() { Seed = (int)point + 1, Writes = Writes, WritesPerSecond = 100, PoisonShare = NeedsPoison(point) ? 0.1 : 0 },
            service.Address);
        using var end = new CancellationTokenSource();
        var retrying = IsRetry(point) ? Retries.KeepRetryingAsync(service, end.Token) : Task.CompletedTask;

        await service.BrokenAsync();
        await StrikeAsync(harm, site, service, load);

        await load.EndAsync(AttackedSite.Bound);
        await end.CancelAsync();
        await retrying;
        var verdict = await site.EvaluateAsync(load.Log);
        FaultReport.Add(new(Attack.OneEffect, NameOf(harm), 1), verdict);
        Assert.That(verdict.IsClean, Is.True, $"{verdict}\n{service.Process.Output}");
        Assert.That(verdict.Accepted, Is.GreaterThan(Writes / 2));
        if (NeedsPoison(point))
            Assert.That(load.Log.Accepted.Any(write => write.IsProvoked), "something should have failed");
    }

    private static async Task StrikeAsync(Harm harm, AttackedSite site, BreakableService service, SeededLoad load)
    {
        switch (harm)
        {
            case Harm.Kill:
                Assert.That(await service.Process.Exit.WaitAsync(AttackedSite.Bound), Is.EqualTo(BreakableService.Killed), service.Process.Output);
                await service.StartAgainAsync();
                break;
            case Harm.Freeze:
                await site.LeaseEndedAsync();
                service.Process.Continue();
                break;
            case Harm.CutLink:
                site.Ocean.Cut();
                service.LetGo();
                await service.UntilDrainIsAsync("waiting_for_main");
                site.Ocean.Restore();
                break;
        }
    }

    private static string NameOf(Harm harm) => harm switch
    {
        Harm.Kill => "kill -9 of the service at each fault point",
        Harm.Freeze => "service frozen at each fault point until its lease has ended",
        _ => "link cut at each fault point",
    };

    private static FaultAction ActionOf(Harm harm) => harm switch
    {
        Harm.Kill => FaultAction.Kill,
        Harm.Freeze => FaultAction.Freeze,
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
