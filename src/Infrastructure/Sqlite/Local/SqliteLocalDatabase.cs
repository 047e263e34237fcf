using CcatOps.Application.Errors;
using CcatOps.Infrastructure.Sql;
using CcatOps.Infrastructure.Sqlite.Main;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Local;

/// <summary>Runs queries on the database this site reads from, which is the file that it writes to.</summary>
internal sealed class SqliteLocalDatabase(SqliteMainFile file) : ILocalDatabase
{
    public ISqlDialect Dialect { get; } = new SqliteDialect();

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? values, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await file.OpenAsync(cancellationToken);
            return [.. await connection.QueryAsync<T>(new CommandDefinition(sql, values, cancellationToken: cancellationToken))];
        }
        catch (SqliteException exception)
        {
            var failure = exception.ToFailure();
            throw new LocalDatabaseUnavailableException(
                failure.SqlState == SqliteFailures.UndefinedTable ? Schema.Sqlite.Mismatch(0)! : failure.ToString(), exception);
        }
    }
}
