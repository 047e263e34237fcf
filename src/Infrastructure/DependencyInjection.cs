using CcatOps.Application.Draining;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Replication;
using CcatOps.Application.Sessions;
using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Buffering;
using CcatOps.Infrastructure.Postgres;
using CcatOps.Infrastructure.Recovery;
using CcatOps.Infrastructure.Redis;
using CcatOps.Infrastructure.Sql;
using CcatOps.Infrastructure.Sqlite;
using CcatOps.Infrastructure.Sqlite.Buffer;
using CcatOps.Infrastructure.Sqlite.Main;
using CcatOps.Infrastructure.Sqlite.Sessions;
using CcatOps.Infrastructure.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CcatOps.Infrastructure;

public static class DependencyInjection
{
    /// <summary>Names the log that reads the markers, where another one may stand before it.</summary>
    private const string Markers = "markers";

    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FilterInterval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RollUpInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan SentinelInterval = TimeSpan.FromSeconds(0.5);

    /// <summary>Adds the adapters that the site's configuration names, and the workers that the kind of site needs.</summary>
    public static IServiceCollection AddInfrastructure(this IServiceCollection services, SiteConfig site)
    {
        services.AddMigrator(site);
        switch (site.MainDatabase.Type)
        {
            case DatabaseType.Sqlite:
                services.AddSqliteDatabase(Markers);
                break;
            default:
                services.AddPostgresDatabase(Markers);
                if (site.HasJournal)
                    services.AddWorker<PostgresMarkerKeys>("the filter of keys", FilterInterval, (keys, token) => keys.RefreshFilterAsync(token));
                break;
        }

        switch (site)
        {
            case { IsMainSite: true }:
                services.AddNoBuffer();
                break;
            case { BufferType: BufferType.Sqlite }:
                services.AddSqliteBuffer(site.BufferPath, MarkerLog);
                break;
            case { HasJournal: true }:
                services.AddRedis().AddRedisBehind(JournaledBuffer.Behind, MarkerLog).AddJournaledBuffer(site.TransactionBuffering.JournalPath, MarkerLog);
                services.AddWorker<JournalGuard>("the probe of Redis", ProbeInterval, (guard, token) => guard.ProbeAsync(token));
                services.AddWorker<OldClaims>("the claims of settled transactions", ProbeInterval, (claims, token) => claims.RestoreAsync(token));
                services.AddWorker<JournalKeeper>("the journal's keeper", CheckInterval, (keeper, token) => keeper.KeepAsync(token));
                break;
            default:
                services.AddRedis().AddRedisBuffer(MarkerLog);
                break;
        }

        if (!site.HasJournal)
            services.AddSingleton<IReconciler, NoJournal>();
        services.AddCache(site).AddSessions(site).AddStatusRecords(site);
        services.AddSingleton<IShownTransactions>(provider => ActivatorUtilities.CreateInstance<ShownTransactions>(provider, MarkerLog(provider)));

        // A file belongs to the site that opens it; a server belongs to the main site.
        if (site.IsMainSite || site.MainDatabase.Type == DatabaseType.Sqlite)
        {
            services.AddHostedService<MigrationWorker>();
            services.AddSingleton<RollUpStep>()
                .AddWorker<RollUpStep>("the roll-up by day", RollUpInterval, (step, token) => step.RunAsync(token));
        }

        if (site.IsSecondarySite)
            services.AddDrain(site);
        services.AddHostedService<TokenUseWorker>();

        return services.AddWorker<SiteMonitor>("the monitor", CheckInterval, (monitor, token) => monitor.CheckAsync(token));
    }

    /// <summary>Adds what brings the main database to the schema that this version needs, and nothing else.</summary>
    public static IServiceCollection AddMigrator(this IServiceCollection services, SiteConfig site) =>
        site.MainDatabase.Type == DatabaseType.Sqlite
            ? services.AddSingleton<SqliteMainFile>().AddSingleton<IMigrator, SqliteMigrator>()
            : services
                .AddSingleton<MainDataSource>()
                .AddSingleton<PostgresMonths>()
                .AddSingleton<ITableMonths>(provider => provider.GetRequiredService<PostgresMonths>())
                .AddSingleton<IMigrator, PostgresMigrator>();

    /// <summary>Gives an empty SQLite database the planned units of one night, and instruments.</summary>
    /// <returns>Whether it was empty.</returns>
    public static Task<bool> PlantSeedAsync(this IServiceProvider services, CancellationToken cancellationToken) =>
        SqliteMainSeed.PlantAsync(services.GetRequiredService<SqliteMainFile>(), cancellationToken);

    private static void AddNoBuffer(this IServiceCollection services) => services
        .AddSingleton<NoBuffer>()
        .AddSingleton<ITransactionBuffer>(Given<NoBuffer>)
        .AddSingleton<IDrainSource>(Given<NoBuffer>)
        .AddSingleton<IOverlayFeed>(Given<NoBuffer>)
        .AddSingleton<IBufferMonitor>(Given<NoBuffer>)
        .AddSingleton<IFailedTransactions>(Given<NoBuffer>)
        .AddSingleton(MarkerLog);

    /// <summary>A site that is set up without Redis is not made to look for one.</summary>
    private static IServiceCollection AddCache(this IServiceCollection services, SiteConfig site)
    {
        if (!site.HasRedis)
            return services.AddSingleton<ICache>(provider => new InProcessCache(provider.GetRequiredService<TimeProvider>()));

        services.AddSingleton<ICache, RedisCache>().TryAddSingleton<RedisConnection>();
        if (site.Redis.HasSentinels)
            services.AddWorker<RedisConnection>("the look at the sentinels", SentinelInterval, (redis, token) => redis.FollowAsync(token));
        return services;
    }

    /// <summary>People stay logged in where the site keeps what its processes share.</summary>
    private static IServiceCollection AddSessions(this IServiceCollection services, SiteConfig site) => site.HasRedis
        ? services.AddSingleton<ISessions, RedisSessions>()
        : services.AddSingleton<SqliteSessionFile>().AddSingleton<ISessions, SqliteSessions>();

    /// <summary>Adds the stores of the processes and of the history, which people on shift see.</summary>
    private static void AddStatusRecords(this IServiceCollection services, SiteConfig site)
    {
        services.AddSingleton<IDiskProbe, DiskProbe>();
        if (site.HasRedis)
            services.AddSingleton<IProcessRegistry, RedisProcessRegistry>().AddSingleton<IHistoryStore, RedisHistoryStore>();
        else
            services.AddSingleton<IProcessRegistry, SqliteProcessRegistry>().AddSingleton<IHistoryStore, SqliteHistoryStore>();
        services.AddHostedService<ProcessWorker>();
        services.AddWorker<SiteHistory>("the history", SiteHistory.LookInterval, (history, token) => history.SampleAsync(token));
    }

    private static void AddDrain(this IServiceCollection services, SiteConfig site) => services
        .AddHostedService<LeaseWorker>()
        .AddWorker<DirectWrites>("the flush of direct writes", ProbeInterval, (direct, token) => direct.FlushAsync(token))
        .AddWorker<BufferDrainer>(
            "the drain", site.TransactionBuffering.BackgroundProcessingInterval, (drainer, token) => drainer.DrainOrWaitForLinkAsync(token))
        .AddWorker<ReplicationWatcher>(
            "the replication watcher", site.LsnTracking.CheckInterval, (watcher, token) => watcher.WatchAndRestAsync(token));

    private static ITransactionLog MarkerLog(IServiceProvider provider) => provider.GetRequiredKeyedService<ITransactionLog>(Markers);

    private static T Given<T>(IServiceProvider provider)
        where T : notnull => provider.GetRequiredService<T>();
}
