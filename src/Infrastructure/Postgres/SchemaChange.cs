using System.Data;
using CcatOps.Application.Errors;
using Dapper;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

internal static class SchemaChange
{
    private const long AdvisoryLock = 0x4343_4154_4f50_53;

    /// <summary>Changes the main database's schema while nobody else does. Several may try at once; they take turns.</summary>
    /// <exception cref="MainDatabaseUnavailableException">It cannot be reached, or refuses.</exception>
    public static async Task<T> ChangeSchemaAsync<T>(
        this MainDataSource main, Func<NpgsqlConnection, Task<T>> changeAsync, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await main.OpenAsync(cancellationToken);
            await connection.ExecuteSchemaAsync("select pg_advisory_lock(@AdvisoryLock)", new { AdvisoryLock }, cancellationToken);
            try
            {
                return await changeAsync(connection);
            }
            finally
            {
                // The session goes back to the pool, which would keep the lock until somebody uses it again.
                if (connection.State == ConnectionState.Open)
                    await connection.ExecuteSchemaAsync("select pg_advisory_unlock(@AdvisoryLock)", new { AdvisoryLock }, CancellationToken.None);
            }
        }
        catch (NpgsqlException exception)
        {
            throw new MainDatabaseUnavailableException(exception.Message, exception);
        }
    }

    /// <summary>Takes as long as it takes, as far as this side is asked.</summary>
    public static Task<int> ExecuteSchemaAsync(
        this NpgsqlConnection connection, string sql, object? values, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(sql, values, commandTimeout: 0, cancellationToken: cancellationToken));
}
