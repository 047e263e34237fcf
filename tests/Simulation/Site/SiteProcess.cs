using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Features.Observations;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Replication;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Simulation.Scheduling;
using CcatOps.Simulation.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace CcatOps.Simulation.Site;

/// <summary>One life of one process of the site: the real use cases, drain and watcher over simulated ports.</summary>
internal sealed class SiteProcess
{
    private readonly World world;
    private readonly ReplicaPorts replica;
    private readonly MainPorts main;
    private readonly DrainLease lease;
    private readonly BufferDrainer drainer;
    private readonly ReplicationWatcher watcher;
    private readonly ReferenceCheck references;
    private readonly ForgottenKeys forgotten;
    private readonly HashSet<TaskCompletionSource> connections = [];

    public SiteProcess(World world, string name)
    {
        this.world = world;
        Host = new Host(name);
        Buffer = new BufferPorts(world, world.Buffer, new Link(
            world, Host, (0, 0.005), mayBeLate: false, () => world.Faults.IsBufferAway, () => new BufferUnavailableException("gone")));
        main = new MainPorts(world, world.Main, new Link(
            world, Host, (0.1, 0.3), mayBeLate: true, () => world.Faults.IsMainAway, () => new MainDatabaseUnavailableException("gone")));
        replica = new ReplicaPorts(world, world.Replica, new Link(
            world, Host, (0, 0.01), mayBeLate: false, () => world.Faults.IsReplicaAway, () => new LocalDatabaseUnavailableException("gone")));

        Mirror = new OverlayMirror(Buffer);
        lease = new DrainLease(Buffer);
        drainer = new BufferDrainer(
            world.Site, Buffer, main, lease, world.Clock, new Unobserved(), NullLogger<BufferDrainer>.Instance);
        watcher = new ReplicationWatcher(world.Site, Mirror, replica, Buffer, drainer, lease, world.Clock);
        var estimates = new EstimatedCounts(new NoCache());
        var executions = new MergedReader<ExecutedObsUnit>(replica.Executions, estimates);
        references = new ReferenceCheck(Mirror, [executions, new MergedReader<ObsUnit>(replica.ObsUnits, estimates)]);
        forgotten = new ForgottenKeys(replica, replica, world.Clock);
        Observations = new ObservationReader(executions, new MergedReader<RawDataFile>(replica.Files, estimates), replica);
    }

    public Host Host { get; }
    public BufferPorts Buffer { get; }
    public OverlayMirror Mirror { get; }
    public ObservationReader Observations { get; }

    public IWriteRouter Router(string client, string? idempotencyKey) =>
        new WriteRouter(
            world.Site,
            new KnownSafety(world.Site),
            main,
            Buffer,
            references,
            forgotten,
            new PendingNames(Mirror),
            new DirectWrites(Buffer),
            new Request(client, idempotencyKey),
            world.Clock);

    public void Run()
    {
        _ = world.WatchAsync(RepeatAsync("lease", () => lease.Interval, async () =>
        {
            await lease.RenewAsync(CancellationToken.None);
            return false;
        }));
        _ = world.WatchAsync(RepeatAsync("drain", () => TimeSpan.FromSeconds(0.5), () => drainer.DrainAsync(CancellationToken.None)));
        _ = world.WatchAsync(RepeatAsync("watch", () => TimeSpan.FromSeconds(0.5), async () =>
        {
            await watcher.WatchAsync(CancellationToken.None);
            return false;
        }));
    }

    /// <summary>Ends this life: what it remembers is gone, what it has sent goes on, and its clients see their connections break.</summary>
    public void Kill()
    {
        Host.IsDead = true;
        foreach (var connection in connections.ToArray())
            connection.TrySetException(new ConnectionLostException());
    }

    /// <summary>A client's request to this process; the connection may break before the answer.</summary>
    public async Task<T> ServeAsync<T>(Func<Task<T>> handle)
    {
        var broken = new TaskCompletionSource();
        connections.Add(broken);
        try
        {
            if (Host.IsDead)
                throw new ConnectionLostException();
            replica.ReadAhead = world.Replica.Rows;
            var answer = handle();
            if (await Task.WhenAny(answer, broken.Task) != answer)
                await broken.Task;
            return await answer;
        }
        finally
        {
            connections.Remove(broken);
        }
    }

    private async Task RepeatAsync(string name, Func<TimeSpan> interval, Func<Task<bool>> stepAsync)
    {
        while (true)
        {
            while (await stepAsync())
            {
            }

            await world.Scheduler.SleepAsync(interval(), Host, name);
        }
    }

    public sealed record Request(string Principal, string? IdempotencyKey) : IRequestContext;

    private sealed class Unobserved : IDrainObserver
    {
        public void BatchApplied(int transactions, TimeSpan duration)
        {
        }
    }
}

internal sealed class ConnectionLostException : Exception;
