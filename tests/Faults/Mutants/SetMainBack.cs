using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Processes;
using CcatOps.Faults.Stage;

namespace CcatOps.Faults.Mutants;

/// <summary>Main is restored from a backup that is older than what was applied last.</summary>
internal sealed class SetMainBack : IAttack
{
    public ViolationKind Reveals => ViolationKind.Lost;

    public async Task<Verdict> RunAsync(string site, Mutant? mutant)
    {
        await using var stage = await SharedStage.StartAsync();
        await using var attacked = new AttackedSite(stage, site);
        await using var service = await attacked.StartReadyAsync(new() { Mutant = mutant }, attacked.SharedJournal);
        await using var load = SeededLoad.Begin(site, new() { Writes = 120, ReadShare = 0 }, service.Address);
        await load.AcceptedAsync(60);
        // A backup contains what is committed while it is made.
        attacked.Ocean.Cut();
        await stage.Primary.BackUpAsync();
        attacked.Ocean.Restore();
        await load.EndAsync(AttackedSite.Bound);
        await attacked.AppliedAsync(load.Log.AcceptedCount);
        await service.UntilAsync("/api/buffer", buffer => buffer["unconfirmed"]!.GetValue<int>() == 0, "the replica should show all");
        await stage.Primary.RestoreAsync();
        await stage.Replica.RebuildAsync();
        await service.UntilDrainIsAsync("running");
        if (mutant is null)
            await attacked.AppliedAsync(load.Log.AcceptedCount);
        return await attacked.EvaluateAsync(load, AttackedSite.Rest(mutant));
    }
}
