using CcatOps.Application.Draining;
using CcatOps.Application.Features.ObsUnits;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads;
using CcatOps.Application.Replication;
using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Postgres;
using CcatOps.Infrastructure.Redis;
using CcatOps.Infrastructure.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure;

public static class DependencyInjection
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(10);

    /// <summary>Adds the adapters that the site's configuration names, and the workers that the kind of site needs.</summary>
    public static IServiceCollection AddInfrastructure(this IServiceCollection services, SiteConfig site)
    {
        services.AddPostgres();
        if (site.IsMainSite)
            services.AddNoBuffer().AddMigrations();
        else
            services.AddRedisBuffer().AddDrain(site);

        return services.AddWorker<SiteMonitor>("the monitor", CheckInterval, (monitor, token) => OnceAsync(monitor.CheckAsync(token)));
    }

    /// <summary>Adds what brings the main database to the schema that this version needs, and nothing else.</summary>
    public static IServiceCollection AddMigrator(this IServiceCollection services) => services
        .AddSingleton<MainDataSource>()
        .AddSingleton(provider => new Migrator(
            provider.GetRequiredService<MainDataSource>(), provider.GetRequiredService<ILogger<Migrator>>()));

    private static void AddPostgres(this IServiceCollection services) => services
        .AddMigrator()
        .AddSingleton<LocalDataSource>()
        .AddSingleton<LocalDatabase>()
        .AddSingleton<IRecordReader<ExecutedObsUnit, NewestFirst, ExecutedObsUnitFilter>, PostgresExecutedObsUnits>()
        .AddSingleton<IRecordReader<RawDataFile, ById<Guid>, RawDataFileFilter>, PostgresRawDataFiles>()
        .AddSingleton<IRecordReader<ObsUnit, ById<int>, ObsUnitFilter>, PostgresObsUnits>()
        .AddSingleton<IObsUnitIds, PostgresObsUnitIds>()
        .AddSingleton<IDirectWriter, PostgresDirectWriter>()
        .AddSingleton<IMainDatabase, PostgresMainDatabase>()
        .AddSingleton<ILocalReplica, PostgresLocalReplica>()
        .AddSingleton<IDatabaseProbe, PostgresDatabaseProbe>()
        .AddSingleton<IAppliedSequences, PostgresAppliedSequences>()
        .AddSingleton<PostgresTransactionLog>();

    private static IServiceCollection AddNoBuffer(this IServiceCollection services) => services
        .AddSingleton<NoBuffer>()
        .AddSingleton<ITransactionBuffer>(Given<NoBuffer>)
        .AddSingleton<IDrainSource>(Given<NoBuffer>)
        .AddSingleton<IOverlayFeed>(Given<NoBuffer>)
        .AddSingleton<IBufferMonitor>(Given<NoBuffer>)
        .AddSingleton<IFailedTransactions>(Given<NoBuffer>)
        .AddSingleton<ITransactionLog>(Given<PostgresTransactionLog>);

    private static IServiceCollection AddRedisBuffer(this IServiceCollection services) => services
        .AddSingleton<RedisConnection>()
        .AddSingleton<RedisSafety>()
        .AddSingleton<ISequenceCounter, RedisSequenceCounter>()
        .AddSingleton<SequenceSeeder>()
        .AddSingleton<ITransactionBuffer, RedisTransactionBuffer>()
        .AddSingleton<IDrainSource, RedisDrainSource>()
        .AddSingleton<IOverlayFeed, RedisOverlayFeed>()
        .AddSingleton<IBufferMonitor, RedisBufferMonitor>()
        .AddSingleton<IFailedTransactions, RedisFailedTransactions>()
        .AddSingleton<ITransactionLog>(provider => new RedisTransactionLog(
            provider.GetRequiredService<RedisConnection>(),
            provider.GetRequiredService<OverlayMirror>(),
            provider.GetRequiredService<PostgresTransactionLog>()));

    private static void AddDrain(this IServiceCollection services, SiteConfig site) => services
        .AddHostedService<LeaseWorker>()
        .AddWorker<BufferDrainer>(
            "the drain", site.TransactionBuffering.BackgroundProcessingInterval, (drainer, token) => drainer.DrainAsync(token))
        .AddWorker<ReplicationWatcher>(
            "the replication watcher", site.LsnTracking.CheckInterval, (watcher, token) => OnceAsync(watcher.WatchAsync(token)));

    private static void AddMigrations(this IServiceCollection services) => services.AddHostedService<MigrationWorker>();

    private static IServiceCollection AddWorker<TStep>(
        this IServiceCollection services,
        string name,
        TimeSpan interval,
        Func<TStep, CancellationToken, Task<bool>> stepAsync)
        where TStep : notnull => services.AddSingleton<IHostedService>(provider => new PeriodicWorker(
            name,
            interval,
            token => stepAsync(provider.GetRequiredService<TStep>(), token),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PeriodicWorker>>()));

    private static async Task<bool> OnceAsync(Task step)
    {
        await step;
        return false;
    }

    private static T Given<T>(IServiceProvider provider)
        where T : notnull => provider.GetRequiredService<T>();
}
