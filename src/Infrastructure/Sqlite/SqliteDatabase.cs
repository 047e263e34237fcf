using CcatOps.Application.Access;
using CcatOps.Application.Draining;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads;
using CcatOps.Application.Rehearsals;
using CcatOps.Application.Replication;
using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;
using CcatOps.Infrastructure.Sql;
using CcatOps.Infrastructure.Sqlite.Local;
using CcatOps.Infrastructure.Sqlite.Main;
using Microsoft.Extensions.DependencyInjection;

namespace CcatOps.Infrastructure.Sqlite;

/// <summary>The adapters of a site whose main and local database are one SQLite file.</summary>
internal static class SqliteDatabase
{
    /// <param name="services">The services to add to.</param>
    /// <param name="markers">The key of the log that reads the markers.</param>
    public static void AddSqliteDatabase(this IServiceCollection services, string markers) => services
        .AddSingleton<SqliteLocalDatabase>()
        .AddSingleton<ILocalDatabase>(provider => provider.GetRequiredService<SqliteLocalDatabase>())
        .AddSingleton(typeof(IRecordReader<>), typeof(SqlRecordReader<>))
        .AddSingleton<IFilesOfExecutions, SqliteFilesOfExecutions>()
        .AddSingleton<ITokenUsage, SqliteTokenUsage>()
        .AddSingleton<IDailyRollUp, SqliteDailyRollUp>()
        .AddSingleton<IRehearsal, SqliteRehearsal>()
        .AddSingleton<IIntegerKeys, SqliteIntegerKeys>()
        .AddSingleton<IDirectWriter, SqliteDirectWriter>()
        .AddSingleton<IMainDatabase, SqliteMainDatabase>()
        .AddSingleton<ILocalReplica, SqliteLocalReplica>()
        .AddSingleton<IMarkerKeys, SqliteMarkerKeys>()
        .AddSingleton<IDatabaseProbe, SqliteDatabaseProbe>()
        .AddSingleton<IAppliedSequences, SqliteAppliedSequences>()
        .AddKeyedSingleton<ITransactionLog, SqliteMarkerLog>(markers);
}
