using CcatOps.Application.Errors;
using CcatOps.Infrastructure.Sql;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

internal sealed partial class PostgresMigrator(MainDataSource main, PostgresMonths months, ILogger<PostgresMigrator> logger) : IMigrator
{
    public Task<IReadOnlyList<int>> MigrateAsync(CancellationToken cancellationToken) => main.ChangeSchemaAsync(
        async connection =>
        {
            var applied = await MigrateAsync(connection, cancellationToken);
            await months.KeepAheadAsync(connection, cancellationToken);
            return applied;
        },
        cancellationToken);

    private async Task<IReadOnlyList<int>> MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // A role that may not create tables can still start the main site on a schema that is up to date.
        if (await SchemaVersion.OfAsync(connection, cancellationToken) == Schema.Postgres.NeededVersion)
            return [];

        const string create =
            """
            create table if not exists schema_migration (
                version integer primary key,
                name text not null,
                applied_at timestamptz not null default now()
            )
            """;
        await connection.ExecuteSchemaAsync(create, null, cancellationToken);
        var version = await SchemaVersion.OfAsync(connection, cancellationToken);
        if (version > Schema.Postgres.NeededVersion)
            throw new MainDatabaseUnavailableException(Schema.Postgres.Mismatch(version)!);

        var pending = Schema.Postgres.Migrations.Where(migration => migration.Version > version).ToArray();
        foreach (var migration in pending)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteSchemaAsync(migration.Sql, null, cancellationToken);
            await connection.ExecuteSchemaAsync(
                "insert into schema_migration (version, name) values (@Version, @Name)",
                new { migration.Version, migration.Name },
                cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            LogApplied(migration.Name);
        }

        return [.. pending.Select(migration => migration.Version)];
    }

    [LoggerMessage(LogLevel.Information, "Applied migration {Name}")]
    private partial void LogApplied(string name);
}
