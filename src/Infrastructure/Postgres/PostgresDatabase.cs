using CcatOps.Application.Access;
using CcatOps.Application.Draining;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads;
using CcatOps.Application.Rehearsals;
using CcatOps.Application.Replication;
using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;
using CcatOps.Infrastructure.Sql;
using Microsoft.Extensions.DependencyInjection;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>The adapters of a site whose main and local databases are PostgreSQL.</summary>
internal static class PostgresDatabase
{
    /// <param name="services">The services to add to.</param>
    /// <param name="markers">The key of the log that reads the markers.</param>
    public static void AddPostgresDatabase(this IServiceCollection services, string markers) => services
        .AddSingleton<LocalDataSource>()
        .AddSingleton<PostgresLocalDatabase>()
        .AddSingleton<ILocalDatabase>(provider => provider.GetRequiredService<PostgresLocalDatabase>())
        .AddSingleton(typeof(IRecordReader<>), typeof(SqlRecordReader<>))
        .AddSingleton<IFilesOfExecutions, PostgresFilesOfExecutions>()
        .AddSingleton<ITokenUsage, PostgresTokenUsage>()
        .AddSingleton<IDailyRollUp, PostgresDailyRollUp>()
        .AddSingleton<IRehearsal, PostgresRehearsal>()
        .AddSingleton<IIntegerKeys, PostgresIntegerKeys>()
        .AddSingleton<DirectBatches>()
        .AddSingleton<IDirectWriter, PostgresDirectWriter>()
        .AddSingleton<IMainDatabase, PostgresMainDatabase>()
        .AddSingleton<ILocalReplica, PostgresLocalReplica>()
        .AddSingleton<PostgresMarkerKeys>()
        .AddSingleton<IMarkerKeys>(provider => provider.GetRequiredService<PostgresMarkerKeys>())
        .AddSingleton<IDatabaseProbe, PostgresDatabaseProbe>()
        .AddSingleton<IAppliedSequences, PostgresAppliedSequences>()
        .AddKeyedSingleton<ITransactionLog, PostgresMarkerLog>(markers);
}
