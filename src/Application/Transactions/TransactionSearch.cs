namespace CcatOps.Application.Transactions;

/// <summary>Which transactions are searched for beside those of a filter. What is empty means any.</summary>
public sealed record TransactionSearch
{
    /// <summary>The longest text that is searched for.</summary>
    public const int LongestText = 200;

    public IReadOnlyCollection<string> Principals { get; init; } = [];

    /// <summary>A part of the last error, whatever its case.</summary>
    public string? Error { get; init; }

    public bool IsEmpty => Principals.Count == 0 && Error is null;

    public bool Matches(TransactionRecord record) =>
        (Principals.Count == 0 || Principals.Contains(record.Principal))
        && (Error is null || TextsOf(record).Any(text => text.Contains(Error, StringComparison.OrdinalIgnoreCase)));

    private static IEnumerable<string> TextsOf(TransactionRecord record) =>
        new[] { record.LastError, record.Error?.ToString() }.OfType<string>();
}
