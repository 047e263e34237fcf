using CcatOps.Application.Errors;
using CcatOps.Application.Serialization;
using CcatOps.Infrastructure.Sql;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure.Sqlite.Main;

internal sealed partial class SqliteMigrator(SqliteMainFile main, TimeProvider time, ILogger<SqliteMigrator> logger) : IMigrator
{
    public async Task<IReadOnlyList<int>> MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(main.Path)!);
            await using (var connection = await main.OpenAsync(cancellationToken, SqliteOpenMode.ReadWriteCreate))
                await connection.ExecuteAsync(new CommandDefinition("pragma journal_mode = wal", cancellationToken: cancellationToken));
            return await main.WriteAsync(Migrate, cancellationToken);
        }
        catch (SqliteException exception)
        {
            throw new MainDatabaseUnavailableException($"{main.Path}: {exception.ToFailure()}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MainDatabaseUnavailableException(exception.Message, exception);
        }
    }

    /// <summary>The newest migration that the database has; 0 when it has no schema.</summary>
    public static int VersionOf(SqliteConnection connection)
    {
        const string exists = "select count(*) from sqlite_schema where name = 'schema_migration'";
        const string version = "select coalesce(max(version), 0) from schema_migration";
        return connection.ExecuteScalar<long>(exists) == 0 ? 0 : connection.ExecuteScalar<int>(version);
    }

    private IReadOnlyList<int> Migrate(SqliteConnection connection)
    {
        const string create =
            """
            create table if not exists schema_migration (
                version integer primary key,
                name text not null,
                applied_at text not null
            ) strict
            """;
        var version = VersionOf(connection);
        if (version > Schema.Sqlite.NeededVersion)
            throw new MainDatabaseUnavailableException(Schema.Sqlite.Mismatch(version)!);

        connection.Execute(create);
        var pending = Schema.Sqlite.Migrations.Where(migration => migration.Version > version).ToArray();
        foreach (var migration in pending)
        {
            connection.Execute(migration.Sql);
            connection.Execute(
                "insert into schema_migration (version, name, applied_at) values (@Version, @Name, @AppliedAt)",
                new { migration.Version, migration.Name, AppliedAt = SqliteMainValues.Text(time.GetUtcMicroseconds()) });
            LogApplied(migration.Name);
        }

        return [.. pending.Select(migration => migration.Version)];
    }

    [LoggerMessage(LogLevel.Information, "Applied migration {Name}")]
    private partial void LogApplied(string name);
}
