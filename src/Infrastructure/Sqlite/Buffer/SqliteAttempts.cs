using CcatOps.Domain.Writes;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Buffer;

/// <summary>Keeps the newest attempts that main refused; all are counted.</summary>
internal static class SqliteAttempts
{
    /// <summary>Moves one that waits to the failed ones.</summary>
    /// <returns>Whether it waited.</returns>
    public static bool Fail(SqliteConnection connection, Guid id, Failure failure, long now)
    {
        const string sql =
            """
            update buffered_transaction set state = 'failed', failed_at = @now, last_error = @Error, attempts = attempts + 1
            where id = @Id and +state in ('buffered', 'applying')
            """;
        if (connection.Execute(sql, new { now, Error = failure.ToString(), Id = id.ToString() }) == 0)
            return false;
        Note(connection, id, failure, now);
        return true;
    }

    public static void Note(SqliteConnection connection, Guid id, Failure failure, long now)
    {
        const string sql =
            """
            insert into attempt (transaction_id, number, at, error)
            select @Id, coalesce(max(number), 0) + 1, @now, @Error from attempt where transaction_id = @Id;
            delete from attempt where transaction_id = @Id
                and number <= (select max(number) from attempt where transaction_id = @Id) - @Kept;
            """;
        connection.Execute(sql, new { Id = id.ToString(), now, Error = SqliteBufferValues.Json(failure), Attempt.Kept });
    }
}
