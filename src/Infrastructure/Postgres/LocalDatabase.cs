using CcatOps.Application.Errors;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Sql;
using Dapper;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>Runs queries on the database this site reads from.</summary>
internal sealed class LocalDatabase(LocalDataSource local)
{
    /// <exception cref="LocalDatabaseUnavailableException">It cannot be reached, or has no schema.</exception>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? values, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await local.OpenAsync(cancellationToken);
                return [.. await connection.QueryAsync<T>(new CommandDefinition(sql, values, cancellationToken: cancellationToken))];
            }
            catch (Exception exception) when (exception.IsDatabaseFailure())
            {
                // A pooled connection may be stale, and a replica cancels queries that hinder its replay: once more is enough.
                var failure = exception.ToFailure();
                if (attempt == 1 && failure.Class == FailureClass.Link)
                    continue;
                throw failure.SqlState == PostgresErrorCodes.UndefinedTable
                    ? new LocalDatabaseUnavailableException(Schema.Postgres.Mismatch(0)!, exception)
                    : new LocalDatabaseUnavailableException(failure.ToString(), exception);
            }
        }
    }
}
