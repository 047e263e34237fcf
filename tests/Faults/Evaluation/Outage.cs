using static CcatOps.Faults.Evaluation.FaultKind;

namespace CcatOps.Faults.Evaluation;

/// <summary>Which faults, alone or together, may keep a whole site from accepting any write.</summary>
internal static class Outage
{
    /// <summary>For how long after such faults: servers start, and clients try again.</summary>
    public static readonly TimeSpan After = TimeSpan.FromSeconds(5);

    private static readonly HashSet<FaultKind> WithoutRedis = [RedisKilled, RedisFrozen, RedisDiskFull];
    private static readonly HashSet<FaultKind> WithoutJournal = [JournalFull, JournalHanging, JournalFailing];

    /// <param name="active">The faults of one moment; one that hits two processes is there twice.</param>
    /// <param name="processes">How many processes the site has.</param>
    /// <param name="hasJournal">Whether it keeps a journal.</param>
    public static bool IsJustified(IReadOnlyCollection<FaultKind> active, int processes, bool hasJournal)
    {
        var isRedisAway = active.Any(WithoutRedis.Contains);
        return active.Any(fault => fault is RedisMemoryFull or RedisUnsafe)
            || (isRedisAway && (!hasJournal || active.Any(WithoutJournal.Contains)))
            // A frozen process may hold the right to go on with the journal alone.
            || (isRedisAway && active.Contains(ServiceFrozen))
            || active.Count(fault => fault is ServiceKilled or ServiceFrozen) >= processes
            // In time each client comes to a write that needs a row of the replica.
            || active.Any(fault => fault is ReplicaStopped or MainLocked or MainRestoring);
    }
}
