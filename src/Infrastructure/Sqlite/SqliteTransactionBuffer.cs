using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite;

internal sealed class SqliteTransactionBuffer(SqliteBufferFile file, SqliteBufferSafety safety, SequenceSeeder seeder) : ITransactionBuffer
{
    public async Task<AcceptOutcome> AcceptAsync(Transaction transaction, int limit, CancellationToken cancellationToken)
    {
        await safety.EnsureSafeAsync(cancellationToken);
        var row = Row.Of(transaction);
        return await file.WriteSeededAsync(seeder, connection => Accept(connection, row, limit), cancellationToken);
    }

    public Task TrackAsync(Transaction transaction, Lsn lsn, CancellationToken cancellationToken)
    {
        var row = Row.Of(transaction);
        return file.WriteSeededAsync(seeder, connection => Track(connection, row, lsn), cancellationToken);
    }

    /// <summary>Takes a transaction whatever the room, as part of another step; it holds no claims.</summary>
    public static void Take(SqliteConnection connection, Transaction transaction) => Insert(connection, Row.Of(transaction));

    private static AcceptOutcome Accept(SqliteConnection connection, Row row, int limit)
    {
        const string findHolder =
            """
            select wanted.value as Claim, holder.body as Body
            from json_each(@Claims) wanted
            join claim on claim.name = wanted.value
            join buffered_transaction holder on holder.id = claim.transaction_id
            order by wanted.key limit 1
            """;
        const string countWaiting = "select sum(present) from state_count where state in ('buffered', 'applying', 'parked')";
        if (FindSequence(connection, row) is { } earlier)
            return new AcceptOutcome.Accepted(earlier);
        if (connection.QueryFirstOrDefault<Held>(findHolder, row) is { } held)
            return new AcceptOutcome.Claimed(SqliteBufferValues.ReadTransaction(held.Body), held.Claim);
        if (connection.ExecuteScalar<long>(countWaiting) >= limit)
            return new AcceptOutcome.Full();

        return new AcceptOutcome.Accepted(Insert(connection, row));
    }

    private static long Insert(SqliteConnection connection, Row row)
    {
        const string insert =
            """
            insert into buffered_transaction (id, sequence, state, operation, entities, body, accepted_at, buffered_at)
            values (@Id, @sequence, 'buffered', @Operation, @Entities, @Body, @AcceptedAt, @AcceptedAt);
            insert into claim (name, transaction_id) select distinct value, @Id from json_each(@Claims);
            """;
        var sequence = NextSequence(connection);
        connection.Execute(insert, row.Parameters(new { sequence }));
        return sequence;
    }

    private static AcceptOutcome.Accepted Track(SqliteConnection connection, Row row, Lsn lsn)
    {
        const string insert =
            """
            insert into buffered_transaction (id, sequence, state, operation, entities, body, accepted_at, committed_at, lsn)
            values (@Id, @sequence, 'committed', @Operation, @Entities, @Body, @AcceptedAt, @AcceptedAt, @lsn);
            insert or ignore into claim (name, transaction_id) select distinct value, @Id from json_each(@Claims);
            """;
        if (FindSequence(connection, row) is { } earlier)
            return new AcceptOutcome.Accepted(earlier);

        var sequence = NextSequence(connection);
        connection.Execute(insert, row.Parameters(new { sequence, lsn = lsn.ToString() }));
        return new AcceptOutcome.Accepted(sequence);
    }

    private static long? FindSequence(SqliteConnection connection, Row row) =>
        connection.ExecuteScalar<long?>("select sequence from buffered_transaction where id = @Id", row);

    private static long NextSequence(SqliteConnection connection) =>
        connection.ExecuteScalar<long>("update buffer set sequence = sequence + 1 returning sequence");

    private sealed record Held
    {
        public required string Claim { get; init; }
        public required string Body { get; init; }
    }

    private sealed record Row(string Id, string Operation, string Entities, string Claims, string Body, long AcceptedAt)
    {
        public static Row Of(Transaction transaction) => new(
            transaction.Id.ToString(),
            transaction.Operation,
            SqliteBufferValues.Json(transaction.Entities),
            SqliteBufferValues.Json(transaction.Claims),
            SqliteBufferValues.Json(transaction),
            SqliteBufferValues.Microseconds(transaction.AcceptedAt));

        public DynamicParameters Parameters(object more)
        {
            var parameters = new DynamicParameters(this);
            parameters.AddDynamicParams(more);
            return parameters;
        }
    }
}
