using CcatOps.Application.Errors;
using CcatOps.Domain.Writes;
using CcatOps.Simulation.Scheduling;
using CcatOps.Simulation.Site;

namespace CcatOps.Simulation.Actors;

/// <summary>A person who pauses and resumes, and decides about failed transactions.</summary>
internal sealed class Operator(World world, Processes processes)
{
    public async Task RunAsync()
    {
        while (!world.Faults.AreOver)
        {
            await world.Scheduler.SleepAsync(world.Random.Seconds(1, 8), host: null, "operator");
            try
            {
                await ActAsync(processes.Any());
            }
            catch (Exception exception) when (exception is BufferUnavailableException or ConnectionLostException)
            {
                // Then another time.
            }
        }
    }

    private Task ActAsync(SiteProcess process)
    {
        var failed = world.Buffer.Entries.Where(entry => entry.State == TransactionState.Failed).ToArray();
        return (world.Random.Next(8), failed) switch
        {
            (0, _) => process.ServeAsync(() => PauseAsync(process, "the disk is being changed")),
            ( < 3, _) => process.ServeAsync(() => PauseAsync(process, reason: null)),
            (3, _) => PlanAsync(),
            ( < 6, [_, ..]) => process.ServeAsync(() => process.Buffer.RetryAsync(world.Random.Pick(failed).Id, audit: null, CancellationToken.None)),
            (_, [_, ..]) => process.ServeAsync(() => process.Buffer.DiscardAsync(
                world.Random.Pick(failed).Id, world.Random.Chance(0.5), "not wanted", "operator", audit: null, CancellationToken.None)),
            _ => Task.CompletedTask,
        };
    }

    /// <summary>The planned unit that some starts name and main lacks is made after all, so that a retry succeeds.</summary>
    private Task PlanAsync()
    {
        if (world.Random.Chance(0.5))
            world.Main.ObsUnits.Add(99);
        return Task.CompletedTask;
    }

    private static async Task<bool> PauseAsync(SiteProcess process, string? reason)
    {
        await process.Buffer.PauseAsync(reason);
        return true;
    }
}
