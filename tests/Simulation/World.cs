using CcatOps.Domain.Sites;
using CcatOps.Simulation.Actors;
using CcatOps.Simulation.Rules;
using CcatOps.Simulation.Scheduling;
using CcatOps.Simulation.Servers;

namespace CcatOps.Simulation;

/// <summary>All there is in one night.</summary>
internal sealed class World
{
    public World(int seed, Sabotage sabotage, bool keepsText)
    {
        Sabotage = sabotage;
        Random = new Random(seed);
        Trace = new Trace(keepsText);
        Scheduler = new Scheduler(Random, Clock, Trace);
        Faults = new Faults(Random, Clock);
        Judge = new Judge(this);
        Knowledge = new Knowledge(this);
        Main = new MainServer(this);
        Replica = new ReplicaServer(this);
        Buffer = new BufferServer(this);
        Site = new SiteConfig
        {
            SiteName = "ccat",
            SiteType = SiteType.Secondary,
            TransactionBuffering = new()
            {
                BufferSize = Random.Chance(0.2) ? 10 : 1_000,
                RetryAttempts = 2,
                RetryDelay = TimeSpan.FromSeconds(1),
            },
            LsnTracking = new() { Enabled = Random.Chance(0.8), Timeout = TimeSpan.FromSeconds(10) },
        };
    }

    public Sabotage Sabotage { get; }
    public Random Random { get; }
    public SimulatedClock Clock { get; } = new();
    public Trace Trace { get; }
    public Scheduler Scheduler { get; }
    public Faults Faults { get; }
    public Judge Judge { get; }
    public Knowledge Knowledge { get; }
    public MainServer Main { get; }
    public ReplicaServer Replica { get; }
    public BufferServer Buffer { get; }
    public SiteConfig Site { get; }

    /// <summary>Nothing may end with an exception that nobody expects.</summary>
    public async Task WatchAsync(Task task)
    {
        try
        {
            await task;
        }
#pragma warning disable CA1031 // Any at all is a finding.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Judge.Find("no surprise", exception.ToString());
        }
    }
}
