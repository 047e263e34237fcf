using CcatOps.Simulation.Scheduling;
using CcatOps.Simulation.Site;

namespace CcatOps.Simulation.Actors;

/// <summary>Faults besides those of single messages.</summary>
internal sealed class Chaos(World world, Processes processes)
{
    public async Task RunAsync()
    {
        while (true)
        {
            await world.Scheduler.SleepAsync(world.Random.Seconds(0.5, 6), host: null, "chaos");
            if (world.Faults.AreOver)
                return;
            Strike();
        }
    }

    private void Strike()
    {
        var (faults, random, now) = (world.Faults, world.Random, world.Clock.Now);
        switch (random.Next(10))
        {
            case 0 or 1:
                processes.Kill();
                break;
            case 2 or 3:
                processes.Freeze();
                break;
            case 4:
                faults.MainAwayUntil = now + random.Seconds(0.1, 20);
                break;
            case 5:
                faults.MainSickUntil = now + random.Seconds(1, 15);
                break;
            case 6:
                faults.BufferAwayUntil = now + random.Seconds(0.1, 5);
                break;
            case 7:
                faults.ReplicaAwayUntil = now + random.Seconds(0.1, 10);
                break;
            case 8:
                faults.ReplayPausedUntil = now + random.Seconds(1, 30);
                break;
            default:
                world.Clock.JumpWallTime(TimeSpan.FromHours(random.Chance(0.5) ? 1 : -1));
                world.Buffer.Lease = random.Chance(0.5) ? null : world.Buffer.Lease;
                break;
        }
    }
}
