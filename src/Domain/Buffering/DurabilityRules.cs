using CcatOps.Domain.Sites;

namespace CcatOps.Domain.Buffering;

/// <summary>Judges whether Redis may be trusted with accepted writes.</summary>
/// <seealso href="https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/"/>
public static class DurabilityRules
{
    /// <summary>How an accepted write is held: <c>fsynced</c>, <c>everysec</c> (up to two seconds may be lost) or <c>memory</c>.</summary>
    public static string Level(RedisFacts facts) => facts switch
    {
        { AppendOnly: "yes", AppendFsync: "always" } => "fsynced",
        { AppendOnly: "yes", AppendFsync: "everysec" } => "everysec",
        _ => "memory",
    };

    /// <summary>Returns the reasons why Redis is less durable than demanded, each with its remedy; empty if there are none.</summary>
    public static IReadOnlyList<string> Faults(RedisFacts facts, BufferDurability demanded)
    {
        var faults = new List<string>();
        if (facts.Loading)
            faults.Add("Redis is still loading its data; wait until it is done.");
        if (facts.Role != "master")
            faults.Add($"Redis has the role '{facts.Role}'; the buffer needs a master, for a replica takes no writes.");
        if (facts.AofLastWriteStatus != "ok")
            faults.Add($"aof_last_write_status is '{facts.AofLastWriteStatus}'; look at the disk that holds the append-only file.");
        if (demanded == BufferDurability.Relaxed)
            return faults;

        if (facts.AppendOnly is null || facts.AppendFsync is null || facts.MaxMemoryPolicy is null)
            faults.Add("the Redis user may not run CONFIG GET, so durability cannot be checked; grant it +config|get.");
        if (facts.AppendOnly is not (null or "yes"))
            faults.Add($"appendonly is '{facts.AppendOnly}'; run CONFIG SET appendonly yes, and put it into redis.conf.");
        if (facts.AppendFsync is not (null or "always"))
            faults.Add($"appendfsync is '{facts.AppendFsync}'; run CONFIG SET appendfsync always, and put it into redis.conf.");
        if (facts.NoAppendFsyncOnRewrite is "yes")
            faults.Add("no-appendfsync-on-rewrite is 'yes', so a rewrite is a window without fsync; set it to no.");
        if (facts.MaxMemoryPolicy is not (null or "noeviction"))
            faults.Add($"maxmemory-policy is '{facts.MaxMemoryPolicy}', which may evict accepted writes; set it to noeviction.");
        return faults;
    }
}
