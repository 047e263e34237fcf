using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Buffer;

internal sealed class SqliteFailedTransactions(SqliteBufferFile file, SequenceSeeder seeder, TimeProvider time) : IFailedTransactions
{
    public Task<IReadOnlyList<Guid>?> RetryAsync(Guid id, Transaction? audit, CancellationToken cancellationToken) =>
        DecideAsync<IReadOnlyList<Guid>>(id, connection => Retry(connection, id), audit, cancellationToken);

    public Task<IReadOnlyList<Guid>?> EditAsync(
        Transaction edited, TransactionEdit edit, int earlierEdits, Transaction? audit, CancellationToken cancellationToken) =>
        DecideAsync<IReadOnlyList<Guid>>(
            edited.Id,
            connection => Edit(connection, edited, edit, earlierEdits) ? Retry(connection, edited.Id) : null,
            audit,
            cancellationToken);

    public Task<DiscardOutcome?> DiscardAsync(
        Guid id, bool releaseFollowers, string reason, string principal, Transaction? audit, CancellationToken cancellationToken)
    {
        var now = time.Now();
        return DecideAsync(
            id,
            connection =>
            {
                Discard(connection, id.ToString());
                var followers = Followers(connection, id, releaseFollowers ? each => PutBack(connection, each) : each => Discard(connection, each));
                SqliteBufferPruning.Prune(connection, now);
                return releaseFollowers ? new DiscardOutcome([id], followers) : new DiscardOutcome([id, .. followers], []);
            },
            audit,
            cancellationToken);

        void Discard(SqliteConnection connection, string each)
        {
            const string sql =
                """
                update buffered_transaction
                set state = 'discarded', discarded_at = @now, reason = @reason, discarded_by = @principal where id = @each;
                delete from claim where transaction_id = @each;
                """;
            connection.Execute(sql, new { each, now, reason, principal });
        }
    }

    private Task<T?> DecideAsync<T>(
        Guid id, Func<SqliteConnection, T?> decide, Transaction? audit, CancellationToken cancellationToken)
        where T : class => file.WriteSeededAsync(
            seeder,
            connection =>
            {
                var outcome = IsFailed(connection, id) ? decide(connection) : null;
                if (outcome is not null && audit is not null)
                    SqliteTransactionBuffer.Take(connection, audit);
                return outcome;
            },
            cancellationToken);

    private static List<Guid> Retry(SqliteConnection connection, Guid id)
    {
        connection.Execute("update buffered_transaction set attempts = 0 where id = @Id", new { Id = id.ToString() });
        PutBack(connection, id.ToString());
        return [id, .. Followers(connection, id, follower => PutBack(connection, follower))];
    }

    private static bool Edit(SqliteConnection connection, Transaction edited, TransactionEdit edit, int earlierEdits)
    {
        // Mirrors of the overlay keep the values of a transaction that they know: it must be released for them to read the new values.
        const string sql =
            """
            insert into edit (transaction_id, number, edit) values (@Id, @earlierEdits, @Edit);
            update buffered_transaction set body = @Body where id = @Id;
            insert into overlay_event (transaction_id, state) values (@Id, 'discarded');
            insert into overlay_event (transaction_id) values (@Id);
            """;
        const string count = "select count(*) from edit where transaction_id = @Id";
        var values = new
        {
            Id = edited.Id.ToString(),
            earlierEdits,
            Edit = SqliteBufferValues.Json(edit),
            Body = SqliteBufferValues.Json(edited),
        };
        if (connection.ExecuteScalar<int>(count, values) != earlierEdits)
            return false;
        connection.Execute(sql, values);
        return true;
    }

    private static bool IsFailed(SqliteConnection connection, Guid id) =>
        connection.ExecuteScalar<bool>(
            "select exists (select 1 from buffered_transaction where id = @Id and +state = 'failed')", new { Id = id.ToString() });

    /// <summary>Resolves, in order, those parked transactions that waited for it and that nothing before them holds back any more.</summary>
    private static List<Guid> Followers(SqliteConnection connection, Guid id, Action<string> resolve)
    {
        const string isHeldBack =
            """
            select exists (
                select 1 from buffered_transaction parked, json_each(parked.entities) of
                join held_back on held_back.entity = of.value and held_back.sequence < parked.sequence
                where parked.id = @parked)
            """;
        var followers = new List<Guid>();
        var next = new SortedDictionary<long, string>();
        AddHeirs(connection, $"{id}", next);
        while (next.Count > 0)
        {
            var (sequence, parked) = next.First();
            next.Remove(sequence);
            if (connection.ExecuteScalar<bool>(isHeldBack, new { parked }))
                continue;
            resolve(parked);
            followers.Add(Guid.Parse(parked));
            AddHeirs(connection, parked, next);
        }

        return followers;
    }

    /// <summary>Those that are parked and now the first of one of its entities.</summary>
    private static void AddHeirs(SqliteConnection connection, string id, SortedDictionary<long, string> next)
    {
        const string sql =
            """
            select heir.sequence as Sequence, heir.id as Id
            from buffered_transaction resolved, json_each(resolved.entities) of
            join buffered_transaction heir
                on heir.sequence = (select min(sequence) from held_back where entity = of.value) and heir.state = 'parked'
            where resolved.id = @id
            """;
        foreach (var heir in connection.Query<Heir>(sql, new { id }))
            next[heir.Sequence] = heir.Id;
    }

    private static void PutBack(SqliteConnection connection, string id) =>
        connection.Execute("update buffered_transaction set state = 'buffered' where id = @id", new { id });

    private sealed record Heir
    {
        public long Sequence { get; init; }
        public required string Id { get; init; }
    }
}
