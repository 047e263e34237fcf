using CcatOps.Application.Serialization;
using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Buffer;

internal sealed class SqliteTransactionBuffer(
    SqliteBufferFile file, SqliteBufferSafety safety, SequenceSeeder seeder, IShownTransactions shown) : ITransactionBuffer
{
    public async Task<AcceptOutcome> AcceptAsync(Transaction transaction, BufferLimits limits, CancellationToken cancellationToken)
    {
        await safety.EnsureSafeAsync(cancellationToken);
        var row = Row.Of(transaction);
        var (outcome, held) = await file.WriteSeededAsync(seeder, connection => Accept(connection, row, limits), cancellationToken);
        return outcome ?? new AcceptOutcome.Claimed(await FindHolderAsync(held!, transaction, cancellationToken), held!.Claim);
    }

    public Task TrackAsync(Transaction transaction, Lsn lsn, CancellationToken cancellationToken)
    {
        var row = Row.Of(transaction);
        return file.WriteSeededAsync(seeder, connection => Track(connection, row, lsn), cancellationToken);
    }

    /// <summary>Takes a transaction whatever the room, as part of another step; it holds no claims.</summary>
    public static void Take(SqliteConnection connection, Transaction transaction) => Insert(connection, Row.Of(transaction));

    /// <summary>Restores what holds a claim and is not in the file, or cannot be read there.</summary>
    private async Task<Transaction> FindHolderAsync(Held held, Transaction repetition, CancellationToken cancellationToken)
    {
        var id = Guid.Parse(held.Id);
        return held.State != WireNames.Of(TransactionState.Replicated)
            ? throw StoredTransaction.UnreadableHolder(id)
            : await shown.FindAsync(id, repetition, cancellationToken) ?? throw StoredTransaction.LostHolder(id);
    }

    /// <returns>The outcome; else the holder of a claim that cannot be read.</returns>
    private static (AcceptOutcome? Outcome, Held? Unreadable) Accept(SqliteConnection connection, Row row, BufferLimits limits)
    {
        const string findHolder =
            """
            select wanted.value as Claim, holder.id as Id, holder.state as State, holder.body as Body
            from json_each(@Claims) wanted
            join claim on claim.name = wanted.value
            join buffered_transaction holder on holder.id = claim.transaction_id
            order by wanted.key limit 1
            """;
        const string load =
            """
            select coalesce(sum(transactions), 0) as Transactions, coalesce(sum(bytes), 0) as Bytes,
                coalesce(sum(transactions) filter (where principal = @Principal), 0) as TransactionsOfOne,
                coalesce(sum(bytes) filter (where principal = @Principal), 0) as BytesOfOne
            from waiting_load
            """;
        if (FindSequence(connection, row) is { } earlier)
            return (new AcceptOutcome.Accepted(earlier), null);
        if (connection.QueryFirstOrDefault<Held>(findHolder, row) is { } held)
        {
            return SqliteBufferValues.TryReadTransaction(held.Body, held.Id) is { } holder
                ? (new AcceptOutcome.Claimed(holder, held.Claim), null)
                : (null, held);
        }

        var waiting = connection.QuerySingle<Load>(load, row);
        if (limits.FindShortage(new(waiting.Transactions, waiting.Bytes), new(waiting.TransactionsOfOne, waiting.BytesOfOne)) is { } shortage)
            return (new AcceptOutcome.Full(shortage), null);

        return (new AcceptOutcome.Accepted(Insert(connection, row)), null);
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
        public required string Id { get; init; }
        public required string State { get; init; }
        public required string Body { get; init; }
    }

    private sealed record Load
    {
        public long Transactions { get; init; }
        public long Bytes { get; init; }
        public long TransactionsOfOne { get; init; }
        public long BytesOfOne { get; init; }
    }

    private sealed record Row(string Id, string Operation, string Principal, string Entities, string Claims, string Body, long AcceptedAt)
    {
        public static Row Of(Transaction transaction) => new(
            transaction.Id.ToString(),
            transaction.Operation,
            transaction.Principal,
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
