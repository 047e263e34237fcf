using CcatOps.Application.Monitoring;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Sql;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Main;

internal sealed class SqliteDatabaseProbe(SqliteMainFile main, TimeProvider time) : IDatabaseProbe
{
    public async Task<DatabaseView> LookAtMainAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            await using var connection = await main.OpenAsync(cancellationToken);
            var fault = Schema.Sqlite.Mismatch(SqliteMigrator.VersionOf(connection));
            return new DatabaseView
            {
                Fault = fault,
                Lsn = fault is null ? SqliteMainBatch.Position(connection) : null,
                Facts = new DatabaseFacts(main.Path, InRecovery: false, IsWritable: true),
                Took = time.GetElapsedTime(started),
            };
        }
        catch (SqliteException exception)
        {
            return new DatabaseView { Fault = exception.ToFailure().ToString(), Took = time.GetElapsedTime(started) };
        }
    }

    public Task<DatabaseView> LookAtLocalAsync(CancellationToken cancellationToken) => LookAtMainAsync(cancellationToken);
}
