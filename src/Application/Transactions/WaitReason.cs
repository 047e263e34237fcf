using CcatOps.Application.Draining;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Transactions;

/// <summary>Says in words what a transaction waits for.</summary>
public sealed class WaitReason(SiteConfig site, BufferDrainer drainer, SiteMonitor monitor, TimeProvider time)
{
    public string? Of(TransactionRecord record) => record.State switch
    {
        TransactionState.Buffered or TransactionState.Applying => drainer.Status switch
        {
            { Reason: { } reason, State: var state } => $"the drain ({WireNames.Of(state)}): {reason}",
            _ => "its turn in the buffer",
        },
        TransactionState.Committed => $"the local replica to show it{Overdue(record)}{Position(record)}",
        TransactionState.Failed => "a person to retry or discard it",
        TransactionState.Parked => "a failed transaction that shares an entity with it",
        _ => null,
    };

    private string Overdue(TransactionRecord record) =>
        record.Times.TryGetValue(TransactionState.Committed, out var committed)
        && time.GetUtcNow() - committed > site.LsnTracking.Timeout
            ? $", for longer than LSN_TIMEOUT ({site.LsnTracking.Timeout.TotalSeconds} s)"
            : "";

    private string Position(TransactionRecord record) => monitor.Local switch
    {
        { Fault: { } fault } => $"; it is away: {fault}",
        { ReplayPaused: true } => "; its replay is paused",
        { Lsn: { } replayed } when record.Lsn is { } lsn => $"; at the last look it was at {replayed} of {lsn}",
        _ => "",
    };
}
