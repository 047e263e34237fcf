using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Processes;
using CcatOps.Faults.Stage;
using CcatOps.TestBed;

namespace CcatOps.Faults.Mutants;

/// <summary>A link that carries everything but batches, oftener than a transaction has attempts.</summary>
internal sealed class CutEveryBatch : IAttack
{
    private const int Cuts = 8;

    public ViolationKind Reveals => ViolationKind.FalseFailure;

    public async Task<Verdict> RunAsync(string site, Mutant? mutant)
    {
        await using var attacked = new AttackedSite(await SharedStage.GetAsync(), site);
        await using var service = await attacked.StartReadyAsync(new() { Mutant = mutant }, ("TRANSACTION_RETRY_ATTEMPTS", "3"));
        var entity = "executed_obs_unit:"u8.ToArray();
        await using var load = SeededLoad.Begin(site, new() { Writes = 150, WritesPerSecond = 100 }, service.Address);
        for (var cut = 0; cut < Cuts; cut++)
        {
            var armed = attacked.Ocean.CutWhen(Direction.ToTarget, bytes => bytes.IndexOf(entity) >= 0, CutMoment.BeforeForwarding);
            await armed.Happened.WaitAsync(AttackedSite.Bound);
        }

        await load.EndAsync(AttackedSite.Bound);
        return await attacked.EvaluateAsync(load, AttackedSite.Rest(mutant));
    }
}
