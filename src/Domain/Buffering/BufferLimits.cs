namespace CcatOps.Domain.Buffering;

/// <summary>How full the buffer may be when a write comes: at any of these loads it is refused.</summary>
/// <param name="Transactions">Transactions of all principals that wait for main.</param>
/// <param name="Bytes">Bytes of their contents, as JSON.</param>
/// <param name="Share">The part of both that one principal may fill, from 0 to 1, so that it cannot keep out the others.</param>
public readonly record struct BufferLimits(int Transactions, long Bytes = long.MaxValue, double Share = 1)
{
    public BufferLoad OfOne => new((long)Math.Ceiling(Transactions * Share), Share < 1 ? (long)Math.Ceiling(Bytes * Share) : Bytes);

    /// <summary>Bounds the number of transactions alone.</summary>
    public static implicit operator BufferLimits(int transactions) => FromInt32(transactions);

    /// <summary>Bounds the number of transactions alone.</summary>
    public static BufferLimits FromInt32(int transactions) => new(transactions);

    /// <param name="all">The load of all principals.</param>
    /// <param name="ofPrincipal">The load of the principal that writes.</param>
    /// <returns>The limit that a further write would exceed, or null if there is room.</returns>
    public BufferShortage? FindShortage(BufferLoad all, BufferLoad ofPrincipal) =>
        all.Transactions >= Transactions ? BufferShortage.Transactions
        : all.Bytes >= Bytes ? BufferShortage.Bytes
        : ofPrincipal.Transactions >= OfOne.Transactions || ofPrincipal.Bytes >= OfOne.Bytes ? BufferShortage.Share
        : null;

    /// <summary>Why a write is refused that meets this shortage.</summary>
    public string Explain(BufferShortage shortage) => shortage switch
    {
        BufferShortage.Bytes => $"The transaction buffer is full: {Bytes} bytes wait for the main database.",
        BufferShortage.Share => $"The transaction buffer is nearly full with writes of the same principal: of one at most {OfOne.Transactions} transactions "
            + $"and {OfOne.Bytes} bytes may wait for the main database. The rest is kept for others.",
        _ => $"The transaction buffer is full: {Transactions} transactions wait for the main database.",
    };
}

/// <summary>Transactions that wait for main, and the bytes of their contents.</summary>
public readonly record struct BufferLoad(long Transactions, long Bytes);

/// <summary>The limit that a refused write would exceed.</summary>
public enum BufferShortage
{
    /// <summary>As many transactions wait as may.</summary>
    Transactions,

    /// <summary>As many bytes wait as may.</summary>
    Bytes,

    /// <summary>As much waits of this principal as may of one; others may still write.</summary>
    Share,
}
