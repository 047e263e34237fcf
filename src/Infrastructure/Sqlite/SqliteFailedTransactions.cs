using CcatOps.Application.Transactions;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite;

internal sealed class SqliteFailedTransactions(SqliteBufferFile file, TimeProvider time) : IFailedTransactions
{
    public Task<IReadOnlyList<Guid>?> RetryAsync(Guid id, CancellationToken cancellationToken) =>
        file.WriteAsync<IReadOnlyList<Guid>?>(
            connection =>
            {
                if (!IsFailed(connection, id))
                    return null;
                PutBack(connection, id.ToString());
                return [id, .. Followers(connection, follower => PutBack(connection, follower))];
            },
            cancellationToken);

    public Task<DiscardOutcome?> DiscardAsync(
        Guid id, bool releaseFollowers, string reason, string principal, CancellationToken cancellationToken)
    {
        var now = time.Now();
        return file.WriteAsync(
            connection =>
            {
                if (!IsFailed(connection, id))
                    return null;
                Discard(connection, id.ToString());
                var followers = Followers(connection, releaseFollowers ? each => PutBack(connection, each) : each => Discard(connection, each));
                SqliteBufferPruning.Prune(connection, now);
                return releaseFollowers ? new DiscardOutcome([id], followers) : new DiscardOutcome([id, .. followers], []);
            },
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
