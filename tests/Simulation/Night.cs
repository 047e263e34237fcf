using CcatOps.Domain.Writes;
using CcatOps.Simulation.Actors;
using CcatOps.Simulation.Rules;
using CcatOps.Simulation.Site;

namespace CcatOps.Simulation;

internal sealed record NightReport(
    int Seed, Sabotage Sabotage, string TraceHash, int Steps, int Accepted, Verdict? Breach, IReadOnlyList<string> Trace);

/// <summary>One night from one seed: everything at once and much of it broken, then quiet, in which all must come to an end.</summary>
internal static class Night
{
    private static readonly TimeSpan Dawn = TimeSpan.FromSeconds(70);
    private static readonly TimeSpan Noon = TimeSpan.FromSeconds(600);

    public static NightReport Pass(int seed, Sabotage sabotage = Sabotage.None, bool keepsTrace = false)
    {
        var world = new World(seed, sabotage, keepsTrace);
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(world.Scheduler.Thread);
        try
        {
            Pass(world);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        var trace = world.Trace;
        return new(seed, sabotage, trace.Hash, trace.Steps, world.Judge.AcceptedCount, world.Judge.Breach, trace.Lines);
    }

    private static void Pass(World world)
    {
        var processes = new Processes(world);
        processes.Start();
        var clients = Enumerable.Range(1, 3).Select(number => world.WatchAsync(new Client(world, processes, $"client{number}").RunAsync())).ToArray();
        _ = world.WatchAsync(new Operator(world, processes).RunAsync());
        _ = world.WatchAsync(new Chaos(world, processes).RunAsync());
        _ = world.WatchAsync(world.Replica.ReplayAsync());

        Run(world, () => world.Clock.Now >= Dawn);
        world.Faults.End();
        processes.Thaw();
        Run(world, () => world.Clock.Now >= Noon || (clients.All(client => client.IsCompleted) && IsQuiet(world)));
        world.Judge.LookAtTheEnd();
    }

    private static void Run(World world, Func<bool> isOver)
    {
        while (world.Judge.Breach is null && !isOver())
        {
            if (world.Faults.AreOver)
                world.Buffer.Pause = null;
            world.Scheduler.Step();
            world.Judge.Look();
        }
    }

    private static bool IsQuiet(World world) =>
        !world.Buffer.Entries.Exists(entry => entry.IsWaiting || entry.State == TransactionState.Committed);
}
