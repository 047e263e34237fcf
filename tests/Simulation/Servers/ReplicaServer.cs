using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Simulation.Scheduling;

namespace CcatOps.Simulation.Servers;

/// <summary>The site's replica: main's log, replayed some time later.</summary>
internal sealed class ReplicaServer(World world)
{
    private readonly Dictionary<Guid, Transaction> markers = [];
    private int replayed;

    public Rows Rows { get; private set; } = Rows.Empty;
    public Lsn Position { get; private set; }
    public bool HasAll => replayed == world.Main.Log.Count;

    public bool Has(Guid transactionId) => markers.ContainsKey(transactionId);

    public Transaction? Find(Guid transactionId) => markers.GetValueOrDefault(transactionId);

    public Transaction? Holder(MarkerKey key) => markers.Values.FirstOrDefault(
        marker => marker.Principal == key.Principal && Claims.MarkerKey(marker) == key.Key);

    public async Task ReplayAsync()
    {
        while (true)
        {
            await world.Scheduler.SleepAsync(world.Random.Seconds(0.1, 1.5), host: null, "replay");
            if (world.Faults.IsReplayPaused)
                continue;
            for (var count = world.Random.Next(1, 5); count > 0 && !HasAll; count--)
                Replay(world.Main.Log[replayed++]);
        }
    }

    private void Replay(Commit commit)
    {
        foreach (var (transactionId, change) in commit.Changes)
            Rows = Rows.With(transactionId, change);
        foreach (var marker in commit.Markers)
            markers[marker.Id] = marker;
        Position = commit.Lsn;
    }
}
