using static CcatOps.Faults.Evaluation.FaultKind;

namespace CcatOps.Faults.Evaluation;

/// <summary>A refusal that a fault justifies.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Problem">The last part of the problem's type, or <see cref="Refusal.NoAnswer"/>.</param>
/// <param name="Writes">Whether writes may be refused so.</param>
/// <param name="Reads">Whether reads may be refused so.</param>
/// <param name="SecondsAfter">For how long after the end of the fault.</param>
internal sealed record Justification(FaultKind Fault, string Problem, bool Writes, bool Reads, double SecondsAfter)
{
    private const string BufferUnavailable = "buffer-unavailable";
    private const string LocalUnavailable = "local-database-unavailable";

    /// <summary>All of them. A fault that is not named here justifies no refusal: above all the link, main and the journal's disk.</summary>
    public static readonly IReadOnlyList<Justification> Table =
    [
        new(ServiceKilled, Refusal.NoAnswer, Writes: true, Reads: true, 1),
        // A process that starts compares Redis with the journal first.
        new(ServiceKilled, BufferUnavailable, Writes: true, Reads: true, 5),
        new(ServiceFrozen, Refusal.NoAnswer, Writes: true, Reads: true, 1),
        // Its connections are dead when it wakes.
        new(ServiceFrozen, BufferUnavailable, Writes: true, Reads: true, 2),
        // Without Redis one process accepts and the others refuse.
        new(RedisKilled, BufferUnavailable, Writes: true, Reads: true, 5),
        new(RedisFrozen, BufferUnavailable, Writes: true, Reads: true, 5),
        new(RedisDiskFull, BufferUnavailable, Writes: true, Reads: true, 5),
        new(RedisFlushed, BufferUnavailable, Writes: true, Reads: true, 5),
        new(RedisSetBack, BufferUnavailable, Writes: true, Reads: true, 5),
        new(RedisMemoryFull, BufferUnavailable, Writes: true, Reads: false, 2),
        // The durability settings are looked at every 10 s.
        new(RedisUnsafe, BufferUnavailable, Writes: true, Reads: false, 12),
        // The replica replays the change of the schema, or the lock.
        new(MainRestoring, LocalUnavailable, Writes: true, Reads: true, 2),
        new(MainLocked, LocalUnavailable, Writes: true, Reads: true, 2),
        new(MainLocked, Refusal.NoAnswer, Writes: true, Reads: true, 2),
        new(ReplicaStopped, LocalUnavailable, Writes: true, Reads: true, 3),
    ];

    public bool Holds(Refusal refusal, FaultPeriod period) =>
        period.Kind == Fault && refusal.Problem == Problem && (refusal.IsWrite ? Writes : Reads)
        && period.Overlaps(refusal.Started, refusal.Ended, TimeSpan.FromSeconds(SecondsAfter));
}
