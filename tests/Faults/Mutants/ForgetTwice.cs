using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Processes;
using CcatOps.Faults.Stage;

namespace CcatOps.Faults.Mutants;

/// <summary>Redis is emptied again a moment after it was rebuilt: what was put back the first time is missing again.</summary>
internal sealed class ForgetTwice : IAttack
{
    public ViolationKind Reveals => ViolationKind.Lost;

    public async Task<Verdict> RunAsync(string site, Mutant? mutant)
    {
        await using var attacked = new AttackedSite(await SharedStage.GetAsync(), site);
        await using var service = await attacked.StartReadyAsync(new() { Mutant = mutant }, attacked.SharedJournal);
        attacked.Ocean.Cut();
        await using var load = SeededLoad.Begin(site, new() { Writes = 60, WritesPerSecond = 100, ReadShare = 0 }, service.Address);
        await load.EndAsync(AttackedSite.Bound);
        for (var time = 0; time < 2; time++)
        {
            await attacked.ForgetAsync();
            await attacked.RebuiltAsync();
        }

        attacked.Ocean.Restore();
        return await attacked.EvaluateAsync(load, AttackedSite.Rest(mutant));
    }
}
