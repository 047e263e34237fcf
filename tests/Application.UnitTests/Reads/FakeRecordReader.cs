using CcatOps.Application.Errors;
using CcatOps.Application.Reads;

namespace CcatOps.Application.UnitTests.Reads;

/// <summary>The rows of one table of the local database, in memory.</summary>
internal sealed class FakeRecordReader<TRecord, TPosition, TFilter>(RecordType<TRecord, TPosition> type)
    : IRecordReader<TRecord, TPosition, TFilter>
    where TPosition : struct, IComparable<TPosition>
    where TFilter : IRecordFilter<TRecord>
{
    public List<TRecord> Rows { get; } = [];
    public bool IsAway { get; set; }
    public int Queries { get; private set; }

    public Task<IReadOnlyList<TRecord>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        AnswerAsync<IReadOnlyList<TRecord>>([.. Rows.Where(row => keys.Contains(type.Key(row)))]);

    public Task<IReadOnlyList<TRecord>> PageAsync(
        TFilter filter, TPosition? after, int limit, CancellationToken cancellationToken) =>
        AnswerAsync<IReadOnlyList<TRecord>>(
        [
            .. Rows
                .Where(row => filter.Matches(row) && (after is not { } place || type.Position(row).CompareTo(place) > 0))
                .OrderBy(type.Position)
                .Take(limit),
        ]);

    public Task<long> CountAsync(TFilter filter, IReadOnlyCollection<string> except, CancellationToken cancellationToken) =>
        AnswerAsync(Rows.LongCount(row => filter.Matches(row) && !except.Contains(type.Key(row))));

    private Task<T> AnswerAsync<T>(T answer)
    {
        Queries++;
        return IsAway ? throw new LocalDatabaseUnavailableException("connection refused") : Task.FromResult(answer);
    }
}
