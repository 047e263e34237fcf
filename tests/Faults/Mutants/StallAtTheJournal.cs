using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Processes;
using CcatOps.Faults.Stage;
using CcatOps.TestBed;

namespace CcatOps.Faults.Mutants;

/// <summary>
/// A write hangs in the journal's fsync, and others, which Redis has taken, wait behind it. Redis is emptied, another process rebuilds it from
/// the journal, which does not have them, and then the disk goes on.
/// </summary>
internal sealed class StallAtTheJournal : IAttack
{
    private const int Behind = 3;

    /// <summary>An idle process looks at Redis every 10 s.</summary>
    private static readonly TimeSpan Rebuilding = TimeSpan.FromSeconds(25);

    public ViolationKind Reveals => ViolationKind.Lost;

    public async Task<Verdict> RunAsync(string site, Mutant? mutant)
    {
        await using var attacked = new AttackedSite(await SharedStage.GetAsync(), site);
        using var disk = await SyncHook.CreateAsync(attacked.SharedJournal.Value);
        await using var stalled = await attacked.StartReadyAsync(
            new() { Mutant = mutant },
            // No record is deferred meanwhile: a process gives what it has deferred to a Redis that is rebuilt.
            [attacked.SharedJournal, ("JOURNAL_TIMEOUT", "60"), .. disk.Variables.Select(variable => (variable.Key, variable.Value))]);
        await using var other = await attacked.StartReadyAsync(new() { Mutant = mutant }, attacked.SharedJournal);
        attacked.Ocean.Cut();
        disk.Hang();
        await using var first = SeededLoad.Begin(site, LoadOptions.Single(1, writes: 1), stalled.Address);
        await Eventually.WaitForAsync(() => disk.HasHeld, AttackedSite.Bound, "a write should be held in the journal's fsync");
        await using var load = SeededLoad.Begin(site, LoadOptions.Single(2, Behind, telescopes: Behind), stalled.Address);
        using (load.Log.Faults.Begin(FaultKind.JournalHanging))
        {
            await Eventually.WaitForAsync(
                async () => await attacked.BufferedAsync() > Behind, AttackedSite.Bound, "Redis should have the writes that wait");
            await attacked.ForgetAsync();
            load.Log.Faults.Happened(FaultKind.RedisFlushed);
            await RebuiltOrHeldUpAsync(attacked);
            disk.Release();
        }

        await load.EndAsync(AttackedSite.Bound);
        await first.EndAsync(AttackedSite.Bound);
        attacked.Ocean.Restore();
        return await attacked.EvaluateAsync(load, AttackedSite.Rest(mutant), load.Prefix);
    }

    /// <summary>The process that rebuilds may have to wait for the disk as well.</summary>
    private static async Task RebuiltOrHeldUpAsync(AttackedSite attacked)
    {
        try
        {
            await attacked.RebuiltAsync(Rebuilding);
        }
        catch (TimeoutException)
        {
            // Then it is rebuilt after the disk has gone on.
        }
    }
}
