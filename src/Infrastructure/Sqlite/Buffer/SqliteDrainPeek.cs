using System.Text;
using CcatOps.Application.Draining;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Buffer;

/// <summary>Shows the oldest transactions and marks them as being applied; parks those that are held back, and fails what cannot be read.</summary>
internal static class SqliteDrainPeek
{
    public static PeekOutcome Peek(SqliteConnection connection, BatchSize size, long now)
    {
        if (connection.ExecuteScalar<string?>("select pause_reason from buffer") is { } reason)
            return new PeekOutcome.Paused(reason);

        var (batch, parked, unreadable) = Choose(connection, size);
        const string sql =
            """
            update buffered_transaction set state = 'parked', parked_at = @now where id in (select value from json_each(@Parked));
            update buffered_transaction set state = 'applying', applying_at = @now
            where id in (select value from json_each(@Applying)) and +state = 'buffered';
            """;
        var applying = batch.Select(entry => entry.Transaction.Id);
        connection.Execute(sql, new { now, Parked = SqliteBufferValues.Json(parked), Applying = SqliteBufferValues.Json(applying) });
        foreach (var id in unreadable)
            SqliteAttempts.Fail(connection, id, StoredTransaction.Unreadable, now);
        return new PeekOutcome.Batch(batch);
    }

    private static (List<BufferedTransaction> Batch, List<Guid> Parked, List<Guid> Unreadable) Choose(SqliteConnection connection, BatchSize size)
    {
        const string sql =
            """
            select id as Id, body as Body, entities as Entities, sequence as Sequence, attempts as Attempts
            from buffered_transaction indexed by waiting_transaction
            where state in ('buffered', 'applying') order by sequence
            """;
        var heldBack = connection
            .Query<HeldBack>("select entity as Entity, min(sequence) as Sequence from held_back group by entity")
            .ToDictionary(held => held.Entity, held => held.Sequence);
        var (batch, parked, unreadable, room) = (new List<BufferedTransaction>(), new List<Guid>(), new List<Guid>(), size.Bytes);
        foreach (var row in connection.Query<Row>(sql, buffered: false))
        {
            if (batch.Count == size.Count)
                break;
            var read = SqliteBufferValues.TryReadTransaction(row.Body, row.Id);
            var transaction = read ?? SqliteBufferValues.StandIn(row.Id, row.Entities, acceptedAt: null);
            var isHeldBack = transaction.Entities.Any(entity => heldBack.TryGetValue(entity, out var first) && first < row.Sequence);
            if (isHeldBack || read is null)
            {
                (isHeldBack ? parked : unreadable).Add(transaction.Id);
                foreach (var entity in transaction.Entities)
                    heldBack.TryAdd(entity, row.Sequence);
                continue;
            }

            var bytes = Encoding.UTF8.GetByteCount(row.Body);
            room -= bytes;
            if (room < 0 && batch.Count > 0)
                break;
            batch.Add(new BufferedTransaction(transaction, row.Sequence, row.Attempts) { Bytes = bytes });
        }

        return (batch, parked, unreadable);
    }

    private sealed record HeldBack
    {
        public required string Entity { get; init; }
        public long Sequence { get; init; }
    }

    private sealed record Row
    {
        public required string Id { get; init; }
        public required string Body { get; init; }
        public required string Entities { get; init; }
        public long Sequence { get; init; }
        public int Attempts { get; init; }
    }
}
