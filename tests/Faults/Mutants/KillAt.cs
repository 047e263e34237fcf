using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Processes;
using CcatOps.Faults.Stage;

namespace CcatOps.Faults.Mutants;

/// <summary>Kills the service at a place in the drain, and starts it again.</summary>
internal sealed class KillAt(FaultPoint point, ViolationKind reveals) : IAttack
{
    public ViolationKind Reveals => reveals;

    public async Task<Verdict> RunAsync(string site, Mutant? mutant)
    {
        await using var attacked = new AttackedSite(await SharedStage.GetAsync(), site);
        await using var service = await attacked.StartReadyAsync(new() { Point = point, Passing = 2, Mutant = mutant });
        await using var load = SeededLoad.Begin(site, new() { Writes = 150, WritesPerSecond = 100 }, service.Address);
        using (load.Log.Faults.Begin(FaultKind.ServiceKilled))
        {
            await service.Process.Exit.WaitAsync(AttackedSite.Bound);
            await service.StartAgainAsync(new() { Mutant = mutant });
            await service.ReadyAsync();
        }

        await load.EndAsync(AttackedSite.Bound);
        return await attacked.EvaluateAsync(load, AttackedSite.Rest(mutant));
    }
}
