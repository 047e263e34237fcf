using CcatOps.Application.Draining;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Transactions;

/// <summary>The facts about a transaction's progress at one moment.</summary>
public sealed record WaitFacts
{
    public required TransactionState State { get; init; }

    /// <summary>The pause of the drain; null: it is not paused.</summary>
    public DrainPauseFacts? Pause { get; init; }

    public DrainState Drain { get; init; }

    /// <summary>Why the drain does not run, in words.</summary>
    public string? DrainReason { get; init; }

    public DateTimeOffset? DrainSince { get; init; }

    /// <summary>The kind of failure for which the drain waits for main; null while it does not wait.</summary>
    public FailureClass? DrainCause { get; init; }

    /// <summary>Its own failure, and since when, where other transactions are allowed to pass it.</summary>
    public SetAside? SetAside { get; init; }

    /// <summary>Transactions before it in the buffer.</summary>
    public int Before { get; init; }

    /// <summary>The last error that it met itself, where it is tried again.</summary>
    public string? LastError { get; init; }

    /// <summary>The first failed transaction that it waits behind.</summary>
    public FailedPredecessor? Predecessor { get; init; }

    public Lsn? Lsn { get; init; }

    /// <summary>Whether the position of the replica is followed (<c>LSN_TRACKING_ENABLED</c>).</summary>
    public bool TracksLsn { get; init; }

    /// <summary>How far the replica was at the last look.</summary>
    public Lsn? Replayed { get; init; }

    /// <summary>Why the replica cannot be reached; null: it can.</summary>
    public string? ReplicaFault { get; init; }

    public bool ReplayPaused { get; init; }
    public bool? Streams { get; init; }

    /// <summary><c>LSN_TIMEOUT</c>, once it has waited for longer than that.</summary>
    public TimeSpan? OverdueBy { get; init; }
}

public sealed record DrainPauseFacts(string Principal, string Reason, DateTimeOffset Since);

/// <param name="Id">The failed transaction.</param>
/// <param name="Entity">The entity that both touch; null: it is held back by way of others.</param>
/// <param name="Since">When it failed.</param>
public sealed record FailedPredecessor(Guid Id, string? Entity, DateTimeOffset? Since);
