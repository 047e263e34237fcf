using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Schema;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Main;

internal sealed class SqliteIntegerKeys(SqliteMainFile main) : IIntegerKeys
{
    public async Task<int> NextAsync(Table table, CancellationToken cancellationToken)
    {
        var sql =
            $"""
            insert into next_key (table_name, given) values (@Name, (select coalesce(max({table.Key}), 0) from {table.Quoted}) + 1)
            on conflict (table_name) do update set given = max(given, excluded.given - 1) + 1
            returning given
            """;
        try
        {
            return await main.WriteAsync(connection => connection.ExecuteScalar<int>(sql, new { table.Name }), cancellationToken);
        }
        catch (SqliteException exception)
        {
            throw new MainDatabaseUnavailableException(exception.ToFailure().ToString(), exception);
        }
    }
}
