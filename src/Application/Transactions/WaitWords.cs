using System.Globalization;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Transactions;

/// <summary>Says in words what a transaction waits for.</summary>
public static class WaitWords
{
    public static string? Of(WaitFacts facts) => facts.State switch
    {
        TransactionState.Buffered or TransactionState.Applying => InTheBuffer(facts),
        TransactionState.Committed => ForTheReplica(facts),
        TransactionState.Failed => "a person to retry, edit or discard it",
        TransactionState.Parked => Behind(facts.Predecessor),
        _ => null,
    };

    private static string InTheBuffer(WaitFacts facts) => facts switch
    {
        { Pause: { } pause } => $"the drain, which {pause.Principal} paused at {Time(pause.Since)}: {pause.Reason}",
        { DrainCause: FailureClass.ServerState, DrainReason: { } reason } => $"the main database{Since(facts.DrainSince)}: {reason}",
        { Drain: DrainState.WaitingForMain, DrainReason: { } reason } =>
            $"the link to the main database{Since(facts.DrainSince)}: {reason}",
        { DrainReason: { } reason } => $"the drain{Since(facts.DrainSince)}: {reason}",
        { SetAside: { } aside } => $"the main database to take it{Since(aside.Since)}: {aside.Failure}",
        { LastError: { } error, Before: 0 } => $"its next attempt; the last one met {error}",
        { Before: 0 } => "its turn in the buffer: it is the next",
        _ => $"its turn in the buffer: {facts.Before} before it",
    };

    private static string Behind(FailedPredecessor? failed) => failed switch
    {
        null => "a failed transaction that shares an entity with it",
        { Entity: { } entity } => $"a failed transaction that shares an entity with it: {failed.Id} of {entity}{Since(failed.Since)}",
        _ => $"a failed transaction before others that share an entity with it: {failed.Id}{Since(failed.Since)}",
    };

    private static string ForTheReplica(WaitFacts facts)
    {
        var overdue = facts.OverdueBy is { } timeout ? $", for longer than LSN_TIMEOUT ({timeout.TotalSeconds} s)" : "";
        return $"the local replica to show it{overdue}{Replica(facts)}";
    }

    private static string Replica(WaitFacts facts) => facts switch
    {
        { ReplicaFault: { } fault } => $"; it is unavailable: {fault}",
        { ReplayPaused: true } => $"; its replay is paused{Position(facts)}",
        { Streams: false } => $"; it receives no log from main{Position(facts)}",
        { TracksLsn: false } => "; its position is not followed (LSN_TRACKING_ENABLED is off), only its markers are looked for",
        _ => Position(facts),
    };

    private static string Position(WaitFacts facts) => facts switch
    {
        { Replayed: { } replayed, Lsn: { } lsn } when replayed < lsn =>
            $"; at the last look it was at {replayed} of {lsn}, {lsn.BytesAheadOf(replayed).ToString("N0", CultureInfo.InvariantCulture)} bytes behind",
        { Replayed: { } replayed, Lsn: { } lsn } => $"; at the last look it was at {replayed}, past {lsn}",
        _ => "",
    };

    private static string Since(DateTimeOffset? since) => since is { } time ? $", since {Time(time)}" : "";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
