using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.FaultInjection;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Sites;

namespace CcatOps.Application.Replication;

/// <summary>
/// Follows replication for all unconfirmed transactions together, and releases those whose marker the local replica shows. It never gives up. It rests
/// while nothing waits.
/// </summary>
public sealed class ReplicationWatcher(
    SiteConfig site,
    OverlayMirror overlay,
    ILocalReplica replica,
    IDrainSource source,
    BufferDrainer drainer,
    DrainLease lease,
    TimeProvider time)
{
    /// <summary>How long it may go unseen what other processes of this site wrote directly.</summary>
    public static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(1);

    /// <summary>Markers asked for at once; the oldest first.</summary>
    private const int MostAtOnce = 5_000;

    private readonly Dictionary<Guid, long> firstSeen = [];

    /// <summary>How many transactions have waited for their confirmation for longer than <c>LSN_TIMEOUT</c>.</summary>
    public int Overdue { get; private set; }

    /// <summary>Why the last look failed; null when it did not.</summary>
    public string? LastError { get; private set; }

    /// <summary>Looks once. When nothing waits, it then rests until the drain has worked, at most for <see cref="IdleInterval"/>.</summary>
    public async Task WatchAndRestAsync(CancellationToken cancellationToken)
    {
        // Asked before the look: what is applied during it ends the rest at once.
        var confirmation = drainer.NextConfirmation;
        await WatchAsync(cancellationToken);
        if (overlay.LastKnown.Unconfirmed.Count == 0 && LastError is null)
            await Task.WhenAny(confirmation, Task.Delay(IdleInterval, time, cancellationToken));
    }

    /// <summary>Looks once.</summary>
    /// <returns>How many transactions were confirmed.</returns>
    public async Task<int> WatchAsync(CancellationToken cancellationToken)
    {
        if (!lease.IsHeld)
        {
            Note([]);
            return 0;
        }

        try
        {
            var unconfirmed = (await overlay.GetCurrentAsync(cancellationToken)).Unconfirmed;
            Note(unconfirmed);
            if (unconfirmed.Count == 0)
                return Seen(0);

            Lsn? replayed = site.LsnTracking.Enabled ? await replica.GetReplayedLsnAsync(cancellationToken) : null;
            var candidates = unconfirmed
                .Where(entry => Mutants.IsActive(Mutant.LsnAsText)
                    ? string.CompareOrdinal(entry.Lsn.ToString(), replayed.ToString()) <= 0
                    : ConfirmationRules.IsWorthLooking(entry.Lsn ?? default, replayed, Waited(entry.Id), site.LsnTracking.Timeout))
                .Select(entry => entry.Id)
                .Take(MostAtOnce)
                .ToArray();
            if (candidates.Length == 0)
                return Seen(0);

            var seen = Mutants.IsActive(Mutant.ReleasedUnseen) ? candidates : await replica.FindMarkersAsync(candidates, cancellationToken);
            if (seen.Count > 0)
            {
                Fault.Reach(FaultPoint.BeforeRelease);
                await source.ReleaseAsync(seen, cancellationToken);
                Fault.Reach(FaultPoint.AfterRelease);
            }

            return Seen(seen.Count);
        }
        catch (Exception exception) when (exception is LocalDatabaseUnavailableException or BufferUnavailableException)
        {
            LastError = exception.Message;
            return 0;
        }
    }

    private int Seen(int count)
    {
        LastError = null;
        return count;
    }

    private void Note(IReadOnlyCollection<UnconfirmedTransaction> unconfirmed)
    {
        var now = time.GetTimestamp();
        var ids = unconfirmed.Select(entry => entry.Id).ToHashSet();
        foreach (var gone in firstSeen.Keys.Where(id => !ids.Contains(id)).ToArray())
            firstSeen.Remove(gone);
        foreach (var id in ids)
            firstSeen.TryAdd(id, now);
        Overdue = ids.Count(id => Waited(id) >= site.LsnTracking.Timeout);
    }

    private TimeSpan Waited(Guid id) => time.GetElapsedTime(firstSeen[id]);
}
