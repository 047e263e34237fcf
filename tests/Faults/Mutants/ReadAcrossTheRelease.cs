using System.Net;
using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Processes;
using CcatOps.Faults.Stage;

namespace CcatOps.Faults.Mutants;

/// <summary>A read is held between overlay and replica until what it asks for has gone from the one to the other.</summary>
internal sealed class ReadAcrossTheRelease : IAttack
{
    public ViolationKind Reveals => ViolationKind.Vanished;

    public async Task<Verdict> RunAsync(string site, Mutant? mutant)
    {
        await using var attacked = new AttackedSite(await SharedStage.GetAsync(), site);
        await using var service = await attacked.StartReadyAsync(
            new() { Point = FaultPoint.BetweenReads, Action = FaultAction.Wait, Mutant = mutant });
        attacked.Ocean.Cut();
        await using var load = SeededLoad.Begin(
            site, new() { Writes = 1, Telescopes = 1, ReadShare = 0, InvalidShare = 0 }, service.Address);
        await load.EndAsync(AttackedSite.Bound);
        var written = load.Log.Accepted.Single();

        var reading = service.SendAsync(HttpMethod.Get, $"/executed_obs_units/{written.Executions[0]}");
        await service.BrokenAsync();
        attacked.Ocean.Restore();
        await service.UntilStateAsync(written.Transaction, "replicated");
        service.LetGo();
        if (await reading is { Status: not HttpStatusCode.OK } answer)
            load.Log.Report(ViolationKind.Vanished, $"execution {written.Executions[0]} was answered and is not to be seen: {answer}");
        return await attacked.EvaluateAsync(load, AttackedSite.Rest(mutant));
    }
}
