using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Transactions;

/// <summary>Gathers what is known of the way of transactions, once for all that are asked about.</summary>
public sealed class WaitReason(
    SiteConfig site,
    BufferDrainer drainer,
    SiteMonitor monitor,
    IBufferMonitor buffer,
    OverlayMirror mirror,
    ITransactionLog log,
    TimeProvider time)
{
    /// <summary>The records with what they wait for.</summary>
    public async Task<IReadOnlyList<TransactionRecord>> AddAsync(
        IReadOnlyList<TransactionRecord> records, CancellationToken cancellationToken)
    {
        if (site.IsMainSite || records.All(record => record.State.IsFinal()))
            return records;

        var (overlay, pause) = await LookAsync(cancellationToken);
        var queue = new WaitQueue(overlay.Transactions);
        var setAside = drainer.SetAside.ToDictionary(aside => aside.TransactionId);
        var explained = new List<TransactionRecord>();
        var failedAt = new Dictionary<Guid, DateTimeOffset?>();
        foreach (var record in records)
        {
            var predecessor = record.State == TransactionState.Parked ? queue.FindPredecessor(record) : null;
            if (predecessor is { Id: var failed } && !failedAt.ContainsKey(failed))
                failedAt[failed] = await log.FindAsync(failed, cancellationToken) is { } found ? TimeOf(found, TransactionState.Failed) : null;
            var facts = FactsOf(record, queue, pause, setAside) with
            {
                Predecessor = predecessor is null ? null : predecessor with { Since = failedAt[predecessor.Id] },
            };
            explained.Add(record with { WaitsFor = WaitWords.Of(facts) });
        }

        return explained;
    }

    private WaitFacts FactsOf(
        TransactionRecord record, WaitQueue queue, DrainPause? pause, Dictionary<Guid, SetAside> setAside) => new()
        {
            State = record.State,
            Pause = pause is null ? null : new(pause.Principal, pause.Reason, pause.Since),
            Drain = drainer.Status.State,
            DrainReason = drainer.Status.Reason,
            DrainSince = drainer.Since,
            DrainCause = drainer.Status.Cause,
            SetAside = setAside.GetValueOrDefault(record.Id),
            Before = record.Sequence is { } sequence ? queue.CountBefore(sequence) : 0,
            LastError = record.Attempts > 0 ? record.LastError : null,
            Lsn = record.Lsn,
            TracksLsn = site.LsnTracking.Enabled,
            Replayed = monitor.Local.Lsn,
            ReplicaFault = monitor.Local.Fault,
            ReplayPaused = monitor.Local.ReplayPaused,
            Streams = monitor.Local.IsStreaming,
            OverdueBy = TimeOf(record, TransactionState.Committed) is { } committed && time.GetUtcNow() - committed > site.LsnTracking.Timeout
            ? site.LsnTracking.Timeout
            : null,
        };

    /// <summary>A buffer that went away meanwhile leaves less to say, and is no reason to say nothing.</summary>
    private async Task<(OverlaySnapshot Overlay, DrainPause? Pause)> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await mirror.GetCurrentAsync(cancellationToken), (await buffer.GetStatusAsync(cancellationToken)).Pause);
        }
        catch (BufferUnavailableException)
        {
            return (OverlaySnapshot.Empty, null);
        }
    }

    private static DateTimeOffset? TimeOf(TransactionRecord record, TransactionState state) =>
        record.Times.TryGetValue(state, out var at) ? at : null;
}
