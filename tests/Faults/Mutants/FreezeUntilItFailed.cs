using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Processes;
using CcatOps.Faults.Stage;

namespace CcatOps.Faults.Mutants;

/// <summary>
/// The drainer freezes with a batch in its hands. Another process takes over, main refuses the batch, it is failed, what was missing at main
/// comes into being, and the first process wakes up and sends what it holds.
/// </summary>
internal sealed class FreezeUntilItFailed : IAttack
{
    public ViolationKind Reveals => ViolationKind.Twice;

    public async Task<Verdict> RunAsync(string site, Mutant? mutant)
    {
        var stage = await SharedStage.GetAsync();
        await using var attacked = new AttackedSite(stage, site);
        await using var frozen = await attacked.StartReadyAsync(
            new() { Point = FaultPoint.BeforeBatch, Action = FaultAction.Freeze, Mutant = mutant });
        await frozen.UntilDrainIsAsync("running");
        await using var other = await attacked.StartReadyAsync(new() { Mutant = mutant });
        await other.UntilDrainIsAsync("standby");
        await frozen.UntilDrainIsAsync("running");
        // A planned unit that one run has made at main is no longer unknown to another.
        await using var load = SeededLoad.Begin(
            site, new() { Seed = mutant is null ? 1 : 2, Writes = 3, Telescopes = 1, PoisonShare = 1, InvalidShare = 0, ReadShare = 0 }, other.Address);
        await frozen.BrokenAsync();
        await load.EndAsync(AttackedSite.Bound);

        await other.UntilAsync("/api/buffer", buffer => buffer["failed"]!.GetValue<int>() > 0, "main should refuse what it cannot take");
        await AttackedSite.PlanUnknownUnitsAsync(stage.Primary);
        frozen.Process.Continue();
        await frozen.UntilDrainIsAsync("standby");
        var verdict = await attacked.EvaluateAsync(load, AttackedSite.Rest(mutant));
        await AttackedSite.ForgetUnknownUnitsAsync(stage.Primary);
        return verdict;
    }
}
