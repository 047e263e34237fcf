using System.Diagnostics;
using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;

namespace CcatOps.Faults.Processes;

/// <summary>Two processes of one site under load, of which the one that drains freezes past its lease and wakes up again.</summary>
[Category("Fault")]
internal sealed class FrozenDrainerTests
{
    private static readonly TimeSpan Takeover = TimeSpan.FromSeconds(5);

    [TestCase(FaultPoint.BeforeBatch)]
    [TestCase(FaultPoint.BatchSent)]
    [TestCase(FaultPoint.BeforeConfirm)]
    public async Task The_other_takes_over_in_time_and_nothing_is_doubled_or_reordered_when_it_wakes(FaultPoint point)
    {
        await using var site = new AttackedSite(await SharedStage.GetAsync(), $"frozen-{point}".ToLowerInvariant());
        await using var frozen = await site.StartReadyAsync(new() { Point = point, Passing = 4, Action = FaultAction.Freeze });
        await frozen.UntilDrainIsAsync("running");
        await using var other = await site.StartReadyAsync(Breakage.None);
        await other.UntilDrainIsAsync("standby");
        await using var load = SeededLoad.Begin(
            site.Name, new() { PoisonShare = 0.02, WritesPerSecond = 100, Patience = TimeSpan.FromSeconds(2) }, frozen.Address, other.Address);

        using var freezing = load.Log.Faults.Begin(FaultKind.ServiceFrozen);
        await frozen.BrokenAsync();
        var since = Stopwatch.GetTimestamp();
        await other.UntilDrainIsAsync("running");
        var takeover = Stopwatch.GetElapsedTime(since);
        await TestContext.Progress.WriteLineAsync($"{site.Name}: taken over after {takeover.TotalSeconds:0.00} s");
        await load.AcceptedMoreAsync(100);
        frozen.Process.Continue();
        freezing.End();
        await frozen.UntilDrainIsAsync("standby");
        await load.AcceptedMoreAsync(100);
        await load.StopAsync();

        var verdict = await site.EvaluateAsync(load);
        FaultReport.Add(new(Attack.Order, "one of two processes frozen past its lease", 1), verdict);
        Assert.That(verdict.IsClean, Is.True, verdict.ToString());
        Assert.That(takeover, Is.LessThan(Takeover));
    }
}
