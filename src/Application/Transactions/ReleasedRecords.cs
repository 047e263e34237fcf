using CcatOps.Application.Errors;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Transactions;

/// <summary>
/// Completes the records of transactions that the buffer has released: it keeps only that they were and when, and the local database, which
/// shows them, tells the rest.
/// </summary>
public static class ReleasedRecords
{
    /// <param name="markers">Tells what the local database knows.</param>
    /// <param name="records">The records of the buffer.</param>
    /// <param name="isRequired">Whether the records are of no use without it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LocalDatabaseUnavailableException">It is required, and the database cannot be reached.</exception>
    public static async Task<IReadOnlyList<TransactionRecord>> CompleteAsync(
        this ITransactionLog markers, IReadOnlyList<TransactionRecord> records, bool isRequired, CancellationToken cancellationToken)
    {
        var ids = records.Where(IsShort).Select(record => record.Id).ToArray();
        if (ids.Length == 0)
            return records;
        try
        {
            var found = (await markers.FindAllAsync(ids, cancellationToken)).ToDictionary(marker => marker.Id);
            return [.. records.Select(record => IsShort(record) ? record.With(found.GetValueOrDefault(record.Id)) : record)];
        }
        catch (LocalDatabaseUnavailableException) when (!isRequired)
        {
            return records;
        }
    }

    private static bool IsShort(TransactionRecord record) => record is { State: TransactionState.Replicated, Body: null };
}
