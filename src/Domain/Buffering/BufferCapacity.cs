using CcatOps.Domain.Sites;

namespace CcatOps.Domain.Buffering;

/// <summary>The capacity for transactions that wait for main, buffered or parked.</summary>
/// <param name="Transactions"><c>TRANSACTION_BUFFER_SIZE</c>.</param>
/// <param name="Bytes"><c>TRANSACTION_BUFFER_BYTES</c>, or what the storage can hold: bytes of the transactions' contents.</param>
public readonly record struct BufferCapacity(int Transactions, long Bytes = long.MaxValue)
{
    /// <summary>The part that one principal may fill; the rest is kept for the others.</summary>
    public const double ShareOfOne = 0.9;

    /// <summary>Share of the capacity from which health says degraded.</summary>
    private const double DegradedShare = 0.8;

    /// <summary>Bytes of Redis's memory for each byte of content: 5.8 were measured, and what is not yet released takes some.</summary>
    private const int RedisBytesPerByte = 8;

    /// <summary>A smaller Redis bounds itself: it refuses writes at <c>maxmemory</c>.</summary>
    private const long LeastOfRedis = 64 << 20;

    /// <summary>Bytes of a file for each byte of content, with its write-ahead log.</summary>
    private const int FileBytesPerByte = 4;

    /// <param name="config">The site's bounds.</param>
    /// <param name="storage">Bytes of contents that the storage can hold; null: unknown.</param>
    public static BufferCapacity Of(TransactionBufferingConfig config, long? storage) =>
        new(config.BufferSize, config.BufferBytes > 0 ? config.BufferBytes : storage ?? long.MaxValue);

    /// <summary>Bytes of contents that a Redis with so much memory can hold.</summary>
    public static long OfRedis(long memory) => Math.Max(memory / RedisBytesPerByte, LeastOfRedis);

    /// <summary>Bytes of contents that a file can hold which has so much room on its disk.</summary>
    public static long OfFile(long room) => room / FileBytesPerByte;

    /// <summary>The loads at which a write is refused. The reserve is a tenth, at least ten transactions.</summary>
    public BufferLimits Limits(BufferRoom room) => room switch
    {
        BufferRoom.Reserve => new(
            (int)Math.Min((long)Transactions + Math.Max(Transactions / 10, 10), int.MaxValue), Bytes + Math.Min(Bytes / 10, long.MaxValue - Bytes)),
        BufferRoom.Half => new(Transactions / 2, Bytes / 2),
        _ => new(Transactions, Bytes, ShareOfOne),
    };

    /// <summary>Why ordinary writes of anybody are refused for lack of room, with the remedy; null while there is room.</summary>
    public string? FindFullness(BufferLoad waiting)
    {
        var reserve = Limits(BufferRoom.Reserve);
        var ended = reserve.FindShortage(waiting, default) is null;
        return Limits(BufferRoom.Whole).FindShortage(waiting, default) switch
        {
            null => null,
            BufferShortage.Bytes => Full(
                $"{waiting.Bytes} bytes wait for the main database, and at most {Bytes} may.",
                ended ? $"{reserve.Bytes - waiting.Bytes} bytes" : null,
                "TRANSACTION_BUFFER_BYTES, or the memory or disk that bounds it"),
            _ => Full(
                $"{waiting.Transactions} transactions wait for the main database, and TRANSACTION_BUFFER_SIZE is {Transactions}.",
                ended ? $"{reserve.Transactions - waiting.Transactions}" : null,
                "TRANSACTION_BUFFER_SIZE"),
        };
    }

    /// <summary>The larger of the parts of both bounds that are taken; 1: full.</summary>
    public double Taken(BufferLoad waiting) => Math.Max((double)waiting.Transactions / Transactions, (double)waiting.Bytes / Bytes);

    /// <summary>How many transactions fit that are as large as those that wait.</summary>
    public long Places(BufferLoad waiting) => waiting.Transactions == 0 ? Transactions : (long)(waiting.Transactions / Taken(waiting));

    public bool IsDegraded(BufferLoad waiting) => Taken(waiting) >= DegradedShare;

    private static string Full(string why, string? reserve, string setting) =>
        $"The transaction buffer is full: {why} "
        + (reserve is null ? "" : $"Only the end of a started execution is still taken, in a reserve of {reserve}. ")
        + $"It empties as main takes them: see GET /api/buffer for what the drain waits for, or raise {setting}.";
}
