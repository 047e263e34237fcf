namespace CcatOps.Faults.Evaluation;

/// <summary>A fault that a test injects into a site or its servers.</summary>
internal enum FaultKind
{
    /// <summary>The link to main refuses and resets connections.</summary>
    LinkCut,

    /// <summary>The link carries 1 Mbit/s with a round trip of 200 ms.</summary>
    LinkThin,

    /// <summary>The link accepts connections and swallows every byte.</summary>
    LinkSilent,

    /// <summary>SIGKILL to one process of the service.</summary>
    ServiceKilled,

    /// <summary>SIGSTOP to one process of the service.</summary>
    ServiceFrozen,

    RedisKilled,
    RedisFrozen,

    /// <summary>FLUSHALL, or a restart without the append-only file.</summary>
    RedisFlushed,

    /// <summary>Redis restarted with an older append-only file.</summary>
    RedisSetBack,

    /// <summary><c>maxmemory</c> reached under <c>noeviction</c>.</summary>
    RedisMemoryFull,

    /// <summary>No space for the append-only file: Redis ends itself.</summary>
    RedisDiskFull,

    /// <summary>Less durable than <c>BUFFER_DURABILITY</c> demands.</summary>
    RedisUnsafe,

    MainKilled,

    /// <summary>A table renamed, a grant revoked, or the schema missing, as in the middle of a restore.</summary>
    MainRestoring,

    /// <summary>A table locked for longer than <c>lock_timeout</c>; the replica replays the lock.</summary>
    MainLocked,

    MainCrowded,
    ReplicaStopped,
    ReplayPaused,

    /// <summary>No space on the journal's disk.</summary>
    JournalFull,

    /// <summary>Each <c>fsync</c> of the journal takes 200 ms.</summary>
    JournalSlow,

    /// <summary>No <c>fsync</c> of the journal returns.</summary>
    JournalHanging,

    /// <summary>Each <c>fsync</c> of the journal fails with EIO.</summary>
    JournalFailing,
}
