using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Records;

namespace CcatOps.Application.UnitTests.Reads;

/// <summary>The rows of one table of the local database, in memory.</summary>
internal sealed class FakeRecordReader<TRecord> : IRecordReader<TRecord>
    where TRecord : StoredRecord
{
    public List<TRecord> Rows { get; } = [];
    public bool IsAway { get; set; }
    public int Queries { get; private set; }

    public Task<IReadOnlyList<TRecord>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        AnswerAsync<IReadOnlyList<TRecord>>([.. Rows.Where(row => keys.Contains(RecordType<TRecord>.KeyOf(row)))]);

    public Task<IReadOnlyList<TRecord>> PageAsync(
        RecordFilter<TRecord> filter, ListPlace? after, int limit, CancellationToken cancellationToken) =>
        AnswerAsync<IReadOnlyList<TRecord>>(
        [
            .. Rows
                .Where(row => filter.Matches(row) && (after is not { } place || RecordType<TRecord>.PlaceOf(row).CompareTo(place) > 0))
                .OrderBy(RecordType<TRecord>.PlaceOf)
                .Take(limit),
        ]);

    public Task<long> CountAsync(RecordFilter<TRecord> filter, IReadOnlyCollection<string> except, CancellationToken cancellationToken) =>
        AnswerAsync(Rows.LongCount(row => filter.Matches(row) && !except.Contains(RecordType<TRecord>.KeyOf(row))));

    private Task<T> AnswerAsync<T>(T answer)
    {
        Queries++;
        return IsAway ? throw new LocalDatabaseUnavailableException("connection refused") : Task.FromResult(answer);
    }
}
