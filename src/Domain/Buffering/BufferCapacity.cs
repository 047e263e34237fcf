namespace CcatOps.Domain.Buffering;

/// <summary>What <c>TRANSACTION_BUFFER_SIZE</c> bounds: the transactions that wait for main, buffered or parked.</summary>
public static class BufferCapacity
{
    /// <summary>Share of the bound from which health says degraded.</summary>
    public const double DegradedShare = 0.8;

    /// <summary>
    /// The bound that one write must find room under. A write that closes something that was started (a finish) has a
    /// reserve of a tenth, at least ten.
    /// </summary>
    public static int Limit(int bufferSize, bool closing) => closing ? bufferSize + Math.Max(bufferSize / 10, 10) : bufferSize;

    public static bool IsDegraded(long waiting, int bufferSize) => waiting >= bufferSize * DegradedShare;
}
