namespace CcatOps.Application.Transactions;

/// <summary>A search in what the log of transactions keeps no index of. What is empty or null means any.</summary>
/// <param name="Principals">Sent by one of these.</param>
/// <param name="ErrorText">A part of the error that main gave last, in small or capital letters.</param>
public sealed record TransactionSearch(IReadOnlyList<string> Principals, string? ErrorText)
{
    internal bool Finds(TransactionRecord record) =>
        (Principals.Count == 0 || Principals.Contains(record.Principal))
        && (string.IsNullOrEmpty(ErrorText)
            || new[] { record.LastError, record.Error?.Message, record.Error?.Detail, record.Error?.SqlState }
                .Any(text => text?.Contains(ErrorText, StringComparison.OrdinalIgnoreCase) == true));
}
