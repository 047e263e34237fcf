using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Processes;
using CcatOps.Faults.Stage;

namespace CcatOps.Faults.Mutants;

/// <summary>Main refuses some files, and then no longer; an operator tries again what has failed.</summary>
internal sealed class RefuseForAWhile : IAttack
{
    public ViolationKind Reveals => ViolationKind.OutOfOrder;

    public async Task<Verdict> RunAsync(string site, Mutant? mutant)
    {
        var stage = await SharedStage.GetAsync();
        await using var attacked = new AttackedSite(stage, site);
        await using var service = await attacked.StartReadyAsync(new() { Mutant = mutant });
        await stage.Primary.ExecuteAsync(
            $"alter table raw_data_file add constraint refused check (instrument_module <> '{site}' or size_bytes % 7 > 0) not valid");
        await using var load = SeededLoad.Begin(site, new() { Writes = 200, WritesPerSecond = 100, FailedAreRetried = true }, service.Address);
        await load.EndAsync(AttackedSite.Bound);
        await service.UntilAsync("/api/buffer", buffer => buffer["failed"]!.GetValue<int>() > 3, "main should refuse some");
        await stage.Primary.ExecuteAsync("alter table raw_data_file drop constraint refused");
        await FailedOnes.RetryAllAsync(service);
        return await attacked.EvaluateAsync(load, AttackedSite.Rest(mutant));
    }
}
