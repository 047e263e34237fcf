using CcatOps.Application.Errors;

namespace CcatOps.Application.Reads;

/// <summary>
/// Reads the rows of one table from the site's local database, without the overlay. All members throw
/// <see cref="LocalDatabaseUnavailableException"/>.
/// </summary>
public interface IRecordReader<TRecord, TPosition, in TFilter>
    where TPosition : struct, IComparable<TPosition>
    where TFilter : IRecordFilter<TRecord>
{
    Task<IReadOnlyList<TRecord>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken);

    /// <summary>Rows that match, in the order of their positions, beginning after one.</summary>
    Task<IReadOnlyList<TRecord>> PageAsync(TFilter filter, TPosition? after, int limit, CancellationToken cancellationToken);

    /// <summary>How many rows match, without those that have one of the given keys.</summary>
    Task<long> CountAsync(TFilter filter, IReadOnlyCollection<string> except, CancellationToken cancellationToken);
}

/// <summary>Says which records a list holds; adapters put it into SQL, the merge applies it to the overlay.</summary>
public interface IRecordFilter<in TRecord>
{
    /// <summary>The parents whose rows are wanted; empty: any.</summary>
    IReadOnlyCollection<string> Parents { get; }

    /// <summary>The states of <c>sync</c> that are wanted; empty: any.</summary>
    IReadOnlyCollection<Domain.Writes.TransactionState> SyncStates { get; }

    /// <summary>Whether the values of any record match.</summary>
    bool MatchesAll { get; }

    /// <summary>Whether the record's own values match.</summary>
    bool Matches(TRecord record);
}
