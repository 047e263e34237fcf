using CcatOps.Application.Reads;
using CcatOps.Application.Serialization;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Buffer;

/// <summary>
/// The buffer's records: all that are in no final state, and for a week the others. What a released one was, its marker tells, and that of an
/// older one tells all there is.
/// </summary>
internal sealed class SqliteTransactionLog(SqliteBufferFile file, ITransactionLog markers) : ITransactionLog
{
    private const string Select =
        """
        select id as Id, operation as Operation, entities as Entities, accepted_at as AcceptedAt, body as Body, sequence as Sequence, state as State, attempts as Attempts, last_error as LastError, lsn as Lsn,
            reason as Reason, buffered_at as Buffered, applying_at as Applying, committed_at as Committed,
            replicated_at as Replicated, failed_at as Failed, parked_at as Parked, discarded_at as Discarded,
            (select max(number) from attempt where transaction_id = id) as TotalAttempts,
            (select json_group_array(json_object('number', number, 'at', at, 'error', json(error)))
                from attempt where transaction_id = id) as History,
            (select json_group_array(json_object('number', number, 'edit', json(edit)))
                from edit where transaction_id = id) as Edits
        from buffered_transaction
        """;

    public async Task<TransactionRecord?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        const string sql = $"{Select} where id = @Id";
        var row = await file.ReadAsync(
            connection => connection.QuerySingleOrDefault<Row>(sql, new { Id = id.ToString() }), cancellationToken);
        return row is null
            ? await markers.FindAsync(id, cancellationToken)
            : (await markers.CompleteAsync([row.ToRecord()], isRequired: false, cancellationToken))[0];
    }

    public async Task<TransactionPage> ListAsync(
        TransactionFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var before = cursor is null ? long.MaxValue : Cursors.Decode<Place>(cursor).Sequence;
        var page = await file.ReadAsync(connection => List(connection, filter, before, limit), cancellationToken);
        return page with { Items = await markers.CompleteAsync(page.Items, isRequired: false, cancellationToken) };
    }

    private static TransactionPage List(SqliteConnection connection, TransactionFilter filter, long before, int limit)
    {
        const string sql =
            $"""
            {Select}
            where sequence < @before
                and (@States = '[]' or state in (select value from json_each(@States)))
                and (@Operations = '[]' or operation in (select value from json_each(@Operations)))
                and (@Entities = '[]' or exists (
                    select 1 from json_each(entities) own join json_each(@Entities) wanted on wanted.value = own.value))
                and (@Min is null or accepted_at >= @Min)
                and (@Max is null or accepted_at < @Max)
            order by sequence desc limit @Limit
            """;
        var parameters = new
        {
            before,
            States = SqliteBufferValues.Json(filter.States.Select(WireNames.Of)),
            Operations = SqliteBufferValues.Json(filter.Operations),
            Entities = SqliteBufferValues.Json(filter.Entities),
            Min = filter.MinAcceptedAt is { } min ? SqliteBufferValues.Microseconds(min) : (long?)null,
            Max = filter.MaxAcceptedAt is { } max ? SqliteBufferValues.Microseconds(max) : (long?)null,
            Limit = limit + 1,
        };
        var found = connection.Query<Row>(sql, parameters).Select(row => row.ToRecord()).ToArray();
        var items = found.Take(limit).ToArray();
        return new TransactionPage(items, found.Length > limit ? Cursors.Encode(new Place(items[^1].Sequence!.Value)) : null);
    }

    private sealed record Place(long Sequence);

    private sealed record Row
    {
        public required string Id { get; init; }
        public required string Operation { get; init; }
        public required string Entities { get; init; }
        public long AcceptedAt { get; init; }
        public required string Body { get; init; }
        public long Sequence { get; init; }
        public required string State { get; init; }
        public int Attempts { get; init; }
        public string? LastError { get; init; }
        public string? Lsn { get; init; }
        public string? Reason { get; init; }
        public long? Buffered { get; init; }
        public long? Applying { get; init; }
        public long? Committed { get; init; }
        public long? Replicated { get; init; }
        public long? Failed { get; init; }
        public long? Parked { get; init; }
        public long? Discarded { get; init; }
        public long? TotalAttempts { get; init; }
        public required string History { get; init; }
        public required string Edits { get; init; }

        private IEnumerable<(TransactionState State, long? Time)> Times =>
        [
            (TransactionState.Buffered, Buffered),
            (TransactionState.Applying, Applying),
            (TransactionState.Committed, Committed),
            (TransactionState.Replicated, Replicated),
            (TransactionState.Failed, Failed),
            (TransactionState.Parked, Parked),
            (TransactionState.Discarded, Discarded),
        ];

        public TransactionRecord ToRecord()
        {
            var body = SqliteBufferValues.TryReadTransaction(Body, Id);
            var transaction = body ?? SqliteBufferValues.StandIn(Id, Entities, AcceptedAt) with { Operation = Operation };
            return new TransactionRecord
            {
                Id = transaction.Id,
                State = WireNames.Parse<TransactionState>(State),
                Operation = transaction.Operation,
                SiteName = transaction.SiteName,
                Principal = transaction.Principal,
                Entities = transaction.Entities,
                Sequence = Sequence,
                AcceptedAt = transaction.AcceptedAt,
                Times = Times
                    .Where(entry => entry.Time is not null)
                    .ToDictionary(entry => entry.State, entry => SqliteBufferValues.ReadTime(entry.Time)!.Value),
                Attempts = Attempts,
                TotalAttempts = TotalAttempts ?? 0,
                History = SqliteBufferValues.ReadAttempts(History),
                Edits = SqliteBufferValues.ReadEdits(Edits),
                Body = body,
                LastError = LastError,
                Lsn = SqliteBufferValues.ReadLsn(Lsn),
                Reason = Reason,
            };
        }
    }
}
