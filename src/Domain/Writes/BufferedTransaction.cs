namespace CcatOps.Domain.Writes;

/// <summary>A transaction with its place in the site's order.</summary>
/// <param name="Transaction">The transaction to apply.</param>
/// <param name="Sequence">Its place; never given twice at a site.</param>
/// <param name="Attempts">How often main refused it for a reason that may pass; trouble with the link does not count.</param>
public sealed record BufferedTransaction(Transaction Transaction, long Sequence, int Attempts = 0)
{
    /// <summary>More bytes than these go to main in parts, where main takes parts.</summary>
    public const int LargeBytes = 256 * 1024;

    /// <summary>Its bytes in the buffer; 0 where that does not tell.</summary>
    public int Bytes { get; init; }

    /// <summary>Whether it goes to main by itself, and others between its parts.</summary>
    public bool IsLarge => Bytes > LargeBytes;
}
