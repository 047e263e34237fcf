using System.Data;
using CcatOps.Application.Errors;
using CcatOps.Infrastructure.Sql;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

internal sealed partial class PostgresMigrator(MainDataSource main, ILogger<PostgresMigrator> logger) : IMigrator
{
    private const long AdvisoryLock = 0x4343_4154_4f50_53;

    public async Task<IReadOnlyList<int>> MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await main.OpenAsync(cancellationToken);
            await ExecuteAsync(connection, "select pg_advisory_lock(@AdvisoryLock)", new { AdvisoryLock }, cancellationToken);
            try
            {
                return await MigrateAsync(connection, cancellationToken);
            }
            finally
            {
                // The session goes back to the pool, which would keep the lock until somebody uses it again.
                if (connection.State == ConnectionState.Open)
                    await ExecuteAsync(connection, "select pg_advisory_unlock(@AdvisoryLock)", new { AdvisoryLock }, CancellationToken.None);
            }
        }
        catch (NpgsqlException exception)
        {
            throw new MainDatabaseUnavailableException(exception.Message, exception);
        }
    }

    private async Task<IReadOnlyList<int>> MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string create =
            """
            create table if not exists schema_migration (
                version integer primary key,
                name text not null,
                applied_at timestamptz not null default now()
            )
            """;
        await ExecuteAsync(connection, create, null, cancellationToken);
        var version = await SchemaVersion.OfAsync(connection, cancellationToken);
        if (version > Schema.Postgres.NeededVersion)
            throw new MainDatabaseUnavailableException(Schema.Postgres.Mismatch(version)!);

        var pending = Schema.Postgres.Migrations.Where(migration => migration.Version > version).ToArray();
        foreach (var migration in pending)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await ExecuteAsync(connection, migration.Sql, null, cancellationToken);
            await ExecuteAsync(
                connection,
                "insert into schema_migration (version, name) values (@Version, @Name)",
                new { migration.Version, migration.Name },
                cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            LogApplied(migration.Name);
        }

        return [.. pending.Select(migration => migration.Version)];
    }

    private static Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, object? values, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(sql, values, commandTimeout: 0, cancellationToken: cancellationToken));

    [LoggerMessage(LogLevel.Information, "Applied migration {Name}")]
    private partial void LogApplied(string name);
}
