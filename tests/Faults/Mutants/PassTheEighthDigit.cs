using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Processes;
using CcatOps.Faults.Stage;

namespace CcatOps.Faults.Mutants;

/// <summary>Main's log goes from 0/FFFFFFF to 0/10000000, which as text is a step back, while the replica has yet to show what came before.</summary>
internal sealed class PassTheEighthDigit : IAttack
{
    public ViolationKind Reveals => ViolationKind.NotSettled;

    public async Task<Verdict> RunAsync(string site, Mutant? mutant)
    {
        // A log passes it once, so each run has servers of its own.
        await using var stage = await SharedStage.StartAsync();
        const string nextSegment = "perform pg_logical_emit_message(false, 'to the', 'end'); perform pg_switch_wal();";
        await stage.Primary.ExecuteAsync(
            $"do $$ begin while pg_current_wal_lsn() < '0/F000000' loop {nextSegment} end loop; end $$");
        await stage.Replica.CatchUpAsync(AttackedSite.Bound);

        await using var attacked = new AttackedSite(stage, site);
        await using var service = await attacked.StartReadyAsync(new() { Mutant = mutant }, ("LSN_TIMEOUT", "3600"));
        await stage.Replica.PauseReplayAsync();
        await using var load = SeededLoad.Begin(site, new() { Writes = 20 }, service.Address);
        await load.EndAsync(AttackedSite.Bound);
        await service.UntilAsync("/api/buffer", buffer => buffer["depth"]!.GetValue<int>() == 0, "main should have all");
        await stage.Primary.ExecuteAsync($"do $$ begin {nextSegment} end $$");
        Assert.That(await stage.Primary.ReadAsync<string>("select pg_current_wal_lsn()::text"), Does.StartWith("0/10"), "the log is elsewhere");
        await stage.Replica.ResumeReplayAsync();
        await stage.Replica.CatchUpAsync();
        return await attacked.EvaluateAsync(load, AttackedSite.Rest(mutant));
    }
}
