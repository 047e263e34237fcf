using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Processes;
using CcatOps.Faults.Stage;

namespace CcatOps.Faults.Mutants;

/// <summary>Redis is emptied while it holds what main does not have yet, and its connections stay open.</summary>
internal sealed class ForgetWhileCut : IAttack
{
    public ViolationKind Reveals => ViolationKind.Lost;

    public async Task<Verdict> RunAsync(string site, Mutant? mutant)
    {
        await using var attacked = new AttackedSite(await SharedStage.GetAsync(), site);
        await using var service = await attacked.StartReadyAsync(new() { Mutant = mutant }, attacked.SharedJournal);
        await using var load = SeededLoad.Begin(site, new() { Writes = 150, WritesPerSecond = 100, ReadShare = 0 }, service.Address);
        await load.AcceptedAsync(50);
        using (load.Log.Faults.Begin(FaultKind.LinkCut))
        {
            attacked.Ocean.Cut();
            await load.AcceptedMoreAsync(30);
            await attacked.ForgetAsync();
            load.Log.Faults.Happened(FaultKind.RedisFlushed);
            await load.EndAsync(AttackedSite.Bound);
            attacked.Ocean.Restore();
        }

        return await attacked.EvaluateAsync(load, AttackedSite.Rest(mutant));
    }
}
