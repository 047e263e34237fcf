using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Processes;
using CcatOps.Faults.Stage;

namespace CcatOps.Faults.Mutants;

/// <summary>
/// A process is killed between Redis and the journal. The repetition is answered from the claim in Redis; then Redis is emptied, and the
/// journal alone can give the write back.
/// </summary>
internal sealed class KillBeforeTheJournal : IAttack
{
    public ViolationKind Reveals => ViolationKind.Lost;

    public async Task<Verdict> RunAsync(string site, Mutant? mutant)
    {
        await using var attacked = new AttackedSite(await SharedStage.GetAsync(), site);
        await using var service = await attacked.StartReadyAsync(
            new() { Point = FaultPoint.BeforeJournal, Passing = 30, Mutant = mutant }, attacked.SharedJournal);
        attacked.Ocean.Cut();
        await using var load = SeededLoad.Begin(site, new() { Writes = 60, WritesPerSecond = 50, ReadShare = 0 }, service.Address);
        using (load.Log.Faults.Begin(FaultKind.ServiceKilled))
        {
            await service.Process.Exit.WaitAsync(AttackedSite.Bound);
            await service.StartAgainAsync(new() { Mutant = mutant });
            await service.ReadyAsync();
        }

        await load.EndAsync(AttackedSite.Bound);
        await attacked.ForgetAsync();
        await attacked.RebuiltAsync();
        attacked.Ocean.Restore();
        return await attacked.EvaluateAsync(load, AttackedSite.Rest(mutant));
    }
}
