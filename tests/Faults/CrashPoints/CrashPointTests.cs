using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Processes;
using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;
using CcatOps.TestBed;

namespace CcatOps.Faults.CrashPoints;

/// <summary>
/// At every fault point, harm: whatever the process was doing, nothing is lost, doubled, reordered or wrongly failed. Every run has every
/// point, with one of the harms, which one the seed says; a complete run has all of them.
/// </summary>
[Category("Fault")]
[Parallelizable(ParallelScope.Children)]
internal sealed class CrashPointTests
{
    private const int Writes = 250;
    private static readonly Harm[] Harms = Enum.GetValues<Harm>();
    private TwoSiteStage stage = null!;

    private static IEnumerable<TestCaseData<FaultPoint, Harm>> Cases =>
        from point in Enum.GetValues<FaultPoint>()
        from harm in Extent.IsComplete ? Harms : [Harms[((int)point + Extent.Seed) % Harms.Length]]
        select new TestCaseData<FaultPoint, Harm>(point, harm);

    [OneTimeSetUp]
    public async Task StartStageAsync() => stage = await SharedStage.GetAsync();

    [TestCaseSource(nameof(Cases))]
    public async Task Whatever_happens_there_each_answered_write_takes_effect_once_and_in_order(FaultPoint point, Harm harm)
    {
        var decision = Passages.DecisionFor(point);
        await using var site = new AttackedSite(stage, $"{point}-{harm}".ToLowerInvariant());
        await using var service = await site.StartAsync(
            new() { Point = point, Passing = Passages.PassingOf(point), Action = ActionOf(harm) }, ("JOURNAL_PATH", "journal"));
        await service.ReadyOrBrokenAsync();
        await using var load = SeededLoad.Begin(site.Name, OptionsFor(point), service.Address);
        using var period = load.Log.Faults.Begin(harm == Harm.Kill ? FaultKind.ServiceKilled : FaultKind.ServiceFrozen);
        using var end = new CancellationTokenSource();
        var deciding = decision is { } which ? FailedOnes.KeepDecidingAsync(service, which, end.Token) : Task.CompletedTask;

        if (Passages.IsInRecovery(point))
            await ForgetAsync(site, load);
        await service.BrokenAsync();
        await StrikeAsync(harm, site, service);
        await service.ReadyAsync();
        period.End();

        await load.EndAsync(AttackedSite.Bound);
        await end.CancelAsync();
        await deciding;
        var verdict = await site.EvaluateAsync(load);
        FaultReport.Add(new(Attack.OneEffect, NameOf(harm), 1), verdict);
        Assert.That(verdict.IsClean, Is.True, $"{verdict}\n{service.Process.Output}");
        Assert.That(verdict.Accepted, Is.GreaterThan(Writes / 2));
        if (Passages.NeedsFailures(point))
            Assert.That(load.Log.Accepted.Any(write => write.IsProvoked), "something should have failed");
    }

    private static LoadOptions OptionsFor(FaultPoint point)
    {
        var options = new LoadOptions
        {
            Seed = (int)point + Extent.Seed,
            Writes = Writes,
            WritesPerSecond = 100,
            PoisonShare = Passages.NeedsFailures(point) ? 0.1 : 0,
            FailedAreRetried = Passages.DecisionFor(point) is Decision.Retry or Decision.Edit,
        };
        // A key whose transaction was discarded is free again: its repetition is another write.
        return Passages.DecisionFor(point) == Decision.Discard
            ? options with { FailedAreDiscarded = true, RepeatShare = 0, ConcurrentRepeatShare = 0 }
            : options;
    }

    /// <summary>With much of what was answered in the buffer alone.</summary>
    private static async Task ForgetAsync(AttackedSite site, SeededLoad load)
    {
        await load.AcceptedAsync(Writes / 4);
        site.Ocean.Cut();
        await load.AcceptedMoreAsync(Writes / 8);
        await site.ForgetAsync();
        load.Log.Faults.Happened(FaultKind.RedisFlushed);
        site.Ocean.Restore();
    }

    private static async Task StrikeAsync(Harm harm, AttackedSite site, BreakableService service)
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
}
