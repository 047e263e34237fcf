using CcatOps.Application.Errors;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Records;

namespace CcatOps.Application.Reads;

/// <summary>
/// Reads the rows of one table from the site's local database, without the overlay. All members throw
/// <see cref="LocalDatabaseUnavailableException"/>.
/// </summary>
public interface IRecordReader<TRecord>
    where TRecord : StoredRecord
{
    Task<IReadOnlyList<TRecord>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken);

    /// <summary>Rows that match, in the order of their places, beginning after one.</summary>
    Task<IReadOnlyList<TRecord>> PageAsync(RecordFilter<TRecord> filter, ListPlace? after, int limit, CancellationToken cancellationToken);

    /// <summary>How many rows match, without those that have one of the given keys.</summary>
    Task<long> CountAsync(RecordFilter<TRecord> filter, IReadOnlyCollection<string> except, CancellationToken cancellationToken);
}
