using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Processes;
using CcatOps.Faults.Stage;

namespace CcatOps.Faults.Mutants;

/// <summary>The replica stands still while clients read what they have written, at a site that does not look at log positions.</summary>
internal sealed class PauseReplay : IAttack
{
    public ViolationKind Reveals => ViolationKind.Vanished;

    public async Task<Verdict> RunAsync(string site, Mutant? mutant)
    {
        var stage = await SharedStage.GetAsync();
        await using var attacked = new AttackedSite(stage, site);
        await using var service = await attacked.StartReadyAsync(new() { Mutant = mutant }, ("LSN_TRACKING_ENABLED", "false"));
        await stage.Replica.PauseReplayAsync();
        try
        {
            await using var load = SeededLoad.Begin(site, new() { Writes = 200, WritesPerSecond = 100, ReadShare = 1 }, service.Address);
            await load.EndAsync(AttackedSite.Bound);
            await stage.Replica.ResumeReplayAsync();
            return await attacked.EvaluateAsync(load, AttackedSite.Rest(mutant));
        }
        finally
        {
            await stage.Replica.ResumeReplayAsync();
        }
    }
}
