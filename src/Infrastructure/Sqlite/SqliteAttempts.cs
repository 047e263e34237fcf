using CcatOps.Domain.Writes;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite;

/// <summary>Of the attempts that main refused the newest are kept; all are counted.</summary>
internal static class SqliteAttempts
{
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
