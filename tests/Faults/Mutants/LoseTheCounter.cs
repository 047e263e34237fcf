using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Processes;
using CcatOps.Faults.Stage;

namespace CcatOps.Faults.Mutants;

/// <summary>
/// The last sequence that Redis gave out is known to main alone: the process that accepts froze before the journal, the one that drains was
/// killed before it noted what main has, and the replica stands still. Then Redis loses its counter.
/// </summary>
internal sealed class LoseTheCounter : IAttack
{
    public ViolationKind Reveals => ViolationKind.FalseFailure;

    public async Task<Verdict> RunAsync(string site, Mutant? mutant)
    {
        var stage = await SharedStage.GetAsync();
        await using var attacked = new AttackedSite(stage, site);
        await stage.Replica.PauseReplayAsync();
        try
        {
            await using var drainer = await attacked.StartReadyAsync(new() { Mutant = mutant }, attacked.SharedJournal);
            await using var before = SeededLoad.Begin(site, LoadOptions.Single(1, 3), drainer.Address);
            await before.EndAsync(AttackedSite.Bound);
            await drainer.UntilAsync("/api/buffer", buffer => buffer["depth"]!.GetValue<int>() == 0, "main should have the first writes");
            await drainer.StartAgainAsync(new() { Point = FaultPoint.BeforeConfirm, Mutant = mutant });
            await drainer.UntilDrainIsAsync("running");
            await using var frozen = await attacked.StartReadyAsync(
                new() { Point = FaultPoint.BeforeJournal, Action = FaultAction.Freeze, Mutant = mutant }, attacked.SharedJournal);

            await using var first = SeededLoad.Begin(site, LoadOptions.Single(2, 1), frozen.Address);
            await frozen.BrokenAsync();
            await drainer.Process.Exit.WaitAsync(AttackedSite.Bound);
            attacked.Ocean.Cut();
            await attacked.ForgetAsync();
            await drainer.StartAgainAsync(new() { Mutant = mutant });
            await drainer.ReadyAsync();
            await attacked.RebuiltAsync();
            await using var second = SeededLoad.Begin(site, LoadOptions.Single(3, 3), drainer.Address);
            await second.EndAsync(AttackedSite.Bound);
            attacked.Ocean.Restore();
            frozen.Process.Continue();
            await first.EndAsync(AttackedSite.Bound);
            await stage.Replica.ResumeReplayAsync();

            var verdict = await attacked.EvaluateAsync(second, AttackedSite.Rest(mutant), second.Prefix);
            var others = await attacked.EvaluateAsync(first, AttackedSite.Rest(mutant), first.Prefix);
            return new(verdict.Accepted + others.Accepted, [.. verdict.Violations, .. others.Violations]);
        }
        finally
        {
            await stage.Replica.ResumeReplayAsync();
        }
    }
}
