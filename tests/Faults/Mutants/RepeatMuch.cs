using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Processes;
using CcatOps.Faults.Stage;

namespace CcatOps.Faults.Mutants;

/// <summary>Clients that send every third write again, and every tenth three times at once.</summary>
internal sealed class RepeatMuch : IAttack
{
    public ViolationKind Reveals => ViolationKind.WrongAnswer;

    public async Task<Verdict> RunAsync(string site, Mutant? mutant)
    {
        await using var attacked = new AttackedSite(await SharedStage.GetAsync(), site);
        await using var service = await attacked.StartReadyAsync(new() { Mutant = mutant });
        await using var load = SeededLoad.Begin(
            site, new() { Writes = 150, RepeatShare = 0.3, ConcurrentRepeatShare = 0.1 }, service.Address);
        await load.EndAsync(AttackedSite.Bound);
        return await attacked.EvaluateAsync(load, AttackedSite.Rest(mutant));
    }
}
