using CcatOps.Application.Errors;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Sql;
using Dapper;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>Runs queries on the database this site reads from.</summary>
internal sealed class PostgresLocalDatabase(LocalDataSource local, TimeProvider time) : ILocalDatabase
{
    public ISqlDialect Dialect { get; } = new PostgresDialect();

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? values, CancellationToken cancellationToken)
    {
        var query = new CommandDefinition(sql, values, cancellationToken: cancellationToken);
        for (var attempts = 1; ; attempts++)
        {
            try
            {
                await using var connection = await local.OpenAsync(cancellationToken);
                return await QueryAsync<T>(connection, query);
            }
            catch (Exception exception) when (exception.IsDatabaseFailure())
            {
                var failure = exception.ToFailure();
                if (ReadRetry.DelayAfter(failure, attempts) is { } delay)
                {
                    await Task.Delay(delay, time, cancellationToken);
                    continue;
                }

                throw failure.SqlState == PostgresErrorCodes.UndefinedTable
                    ? new LocalDatabaseUnavailableException(Schema.Postgres.Mismatch(0)!, exception)
                    : new LocalDatabaseUnavailableException(failure.ToString(), exception);
            }
        }
    }

    /// <summary>
    /// A statement that was prepared before a column got another type is refused. Npgsql then forgets it, so this connection prepares it again,
    /// where another of the pool might hold the old one too.
    /// </summary>
    private static async Task<IReadOnlyList<T>> QueryAsync<T>(NpgsqlConnection connection, CommandDefinition query)
    {
        try
        {
            return [.. await connection.QueryAsync<T>(query)];
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.FeatureNotSupported)
        {
            return [.. await connection.QueryAsync<T>(query)];
        }
    }
}
