namespace CcatOps.Domain.Buffering;

/// <summary>Explains the errors with which Redis refuses every write, whatever it is.</summary>
/// <seealso href="https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors"/>
public static class RedisRefusals
{
    /// <summary>The error in words, with its remedy; the error itself where it is none of these.</summary>
    /// <param name="error">Redis's answer, which begins with the code of the error.</param>
    public static string Explain(string error) => Code(error) switch
    {
        "OOM" => "used memory is above maxmemory, so Redis refuses writes. The drain still empties the buffer while the main database can be "
            + "reached; else raise it with CONFIG SET maxmemory, and put it into redis.conf.",
        "MISCONF" => "Redis cannot save its data and refuses writes; look at the disk that holds the append-only file and the snapshots.",
        "NOREPLICAS" => "Redis has fewer replicas than min-replicas-to-write demands and refuses writes; start one, or lower that.",
        "READONLY" => "Redis is a replica and refuses writes; point REDIS_HOST at the master.",
        _ => error,
    };

    private static string Code(string error) => error.Split(' ', 2)[0].TrimStart('-');
}
