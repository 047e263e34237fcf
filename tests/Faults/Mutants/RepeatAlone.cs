using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Processes;
using CcatOps.Faults.Stage;
using CcatOps.TestBed;

namespace CcatOps.Faults.Mutants;

/// <summary>
/// Redis takes a write whose answer is swallowed, and another process brings it to main. The client is refused, because the journal's disk fails
/// too; it repeats the write when the journal, and nothing else, is there.
/// </summary>
internal sealed class RepeatAlone : IAttack
{
    public ViolationKind Reveals => ViolationKind.Lost;

    public async Task<Verdict> RunAsync(string site, Mutant? mutant)
    {
        var stage = await SharedStage.GetAsync();
        await using var attacked = new AttackedSite(stage, site);
        await using var redis = new DelayLine(stage.Redis.Port);
        using var disk = await SyncHook.CreateAsync(attacked.SharedJournal.Value);
        await using var drainer = await attacked.StartReadyAsync(new() { Mutant = mutant }, attacked.SharedJournal);
        await drainer.UntilDrainIsAsync("running");
        await using var service = await attacked.StartReadyAsync(
            new() { Mutant = mutant },
            [attacked.SharedJournal, ("REDIS_PORT", $"{redis.Port}"), .. disk.Variables.Select(variable => (variable.Key, variable.Value))]);

        // Redis learns the scripts of a process from its first requests.
        await using var before = SeededLoad.Begin(site, LoadOptions.Single(1, writes: 1), service.Address);
        await before.EndAsync(AttackedSite.Bound);
        await attacked.AppliedAsync(before.Log.AcceptedCount);
        disk.Fail();
        redis.BlackHole(Direction.ToClient);
        await using var load = SeededLoad.Begin(site, LoadOptions.Single(2, writes: 1), service.Address);
        using (load.Log.Faults.Begin(FaultKind.RedisFrozen))
        {
            using (load.Log.Faults.Begin(FaultKind.JournalFailing))
            {
                await attacked.AppliedAsync(before.Log.AcceptedCount + 1);
                await Eventually.WaitForAsync(() => load.Log.Unanswered > 0, AttackedSite.Bound, "the write should be refused");
                disk.Release();
            }

            await load.EndAsync(AttackedSite.Bound);
            redis.Restore();
        }

        await attacked.RebuiltAsync();
        return await attacked.EvaluateAsync(load, AttackedSite.Rest(mutant), load.Prefix);
    }
}
