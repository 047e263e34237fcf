namespace CcatOps.Domain.Buffering;

/// <summary>What <c>TRANSACTION_BUFFER_SIZE</c> bounds: the transactions that wait for main, buffered or parked.</summary>
public static class BufferCapacity
{
    /// <summary>Share of the bound from which health says degraded.</summary>
    public const double DegradedShare = 0.8;

    /// <summary>The number of waiting transactions at which a write is refused. The reserve is a tenth, at least ten.</summary>
    public static int Limit(int bufferSize, BufferRoom room) => room switch
    {
        BufferRoom.Reserve => bufferSize + Math.Max(bufferSize / 10, 10),
        BufferRoom.Half => bufferSize / 2,
        _ => bufferSize,
    };

    /// <summary>Why ordinary writes are refused for lack of room, with the remedy; null while there is room.</summary>
    public static string? FindFullness(long waiting, int bufferSize)
    {
        var reserve = Limit(bufferSize, BufferRoom.Reserve) - waiting;
        return waiting < bufferSize
            ? null
            : $"The transaction buffer is full: {waiting} transactions wait for the main database, and TRANSACTION_BUFFER_SIZE is {bufferSize}. "
                + (reserve > 0 ? $"Only the end of a started execution is still taken, in a reserve of {reserve}. " : "")
                + "It empties as main takes them: see GET /api/buffer for what the drain waits for, or raise TRANSACTION_BUFFER_SIZE.";
    }

    public static bool IsDegraded(long waiting, int bufferSize) => waiting >= bufferSize * DegradedShare;
}
