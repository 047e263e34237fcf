using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite;

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
                var followers = Followers(connection, releaseFollowers ? each => PutBack(connection, each) : each => Discard(connection, each));
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
        return [id, .. Followers(connection, follower => PutBack(connection, follower))];
    }

    private static bool Edit(SqliteConnection connection, Transaction edited, TransactionEdit edit, int earlierEdits)
    {
        // Who mirrors the overlay keeps the values of one that it knows: it must let go of it to take the new ones.
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

    /// <summary>Of the parked ones, in order, those go that nothing before them holds back any more.</summary>
    private static List<Guid> Followers(SqliteConnection connection, Action<string> resolve)
    {
        const string findParked = "select id from buffered_transaction where state = 'parked' order by sequence";
        const string isHeldBack =
            """
            select exists (
                select 1 from buffered_transaction parked, json_each(parked.entities) of
                join held_back on held_back.entity = of.value and held_back.sequence < parked.sequence
                where parked.id = @parked)
            """;
        var followers = new List<Guid>();
        foreach (var parked in connection.Query<string>(findParked).AsList())
        {
            if (connection.ExecuteScalar<bool>(isHeldBack, new { parked }))
                continue;
            resolve(parked);
            followers.Add(Guid.Parse(parked));
        }

        return followers;
    }

    private static void PutBack(SqliteConnection connection, string id) =>
        connection.Execute("update buffered_transaction set state = 'buffered' where id = @id", new { id });
}
