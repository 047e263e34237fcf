using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;

namespace CcatOps.Faults.Scenarios;

/// <summary>The service itself, killed while another process of the same site goes on.</summary>
[Category("Fault")]
internal sealed class TwoProcessesTests
{
    [Test]
    public async Task One_of_two_processes_killed_in_turn_costs_nothing()
    {
        await using var site = await SiteUnderFault.StartAsync("two-processes", await SharedStage.GetAsync(), processes: 2);
        await using var load = site.BeginLoad(new() { PoisonShare = 0.02 });
        const int times = 4;
        for (var i = 0; i < times; i++)
        {
            await load.AcceptedMoreAsync(Extent.Writes / times);
            var process = site.Processes[i % 2];
            using var killed = load.Log.Faults.Begin(FaultKind.ServiceKilled);
            await process.Process.KillAsync();
            await load.AcceptedMoreAsync(Extent.Phase / 2);
            await process.StartAgainAsync();
        }

        await site.AssertCleanAsync(load, new(Attack.Durable, "kill -9 of one of two processes of the service", times));
    }
}
