namespace CcatOps.Domain.Writes;

/// <summary>
/// The size limit of a row in a btree index of PostgreSQL. Longer values are refused, unless they happen to compress.
/// https://www.postgresql.org/docs/15/btree-intro.html
/// </summary>
public static class IndexRows
{
    /// <summary>Bytes of a row, a third of a page.</summary>
    public const int Largest = 2_704;

    private const int Header = 8;
    private const int TextHeader = 4;

    /// <summary>The most bytes, as UTF-8, of the one text column in an index.</summary>
    /// <param name="others">The bytes of the other columns of the index, such as 16 for a uuid.</param>
    public static int LargestText(int others) => Largest - Header - TextHeader - others;
}
