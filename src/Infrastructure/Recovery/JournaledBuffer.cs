using CcatOps.Application.Draining;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Replication;
using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Journal;
using CcatOps.Infrastructure.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace CcatOps.Infrastructure.Recovery;

internal static class JournaledBuffer
{
    /// <summary>Adds Redis's adapters, each behind the journal's guard.</summary>
    public static void AddJournaledBuffer(this IServiceCollection services, string path, Func<IServiceProvider, ITransactionLog> markers) =>
        services
            .AddSingleton(provider => JournalFolder.Open(
                path, provider.GetRequiredService<SiteConfig>().SiteName, provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<SiteJournal>()
            .AddSingleton<IJournaledBodies, JournaledBodies>()
            .AddSingleton<IJournalMark>(provider => provider.GetRequiredService<SiteJournal>())
            .AddSingleton<JournalToRedis>()
            .AddSingleton<RedisToJournal>()
            .AddSingleton<BufferRestorer>()
            .AddSingleton<AloneMode>()
            .AddSingleton<JournalGuard>()
            .AddSingleton<JournalKeeper>()
            .AddSingleton<OldClaims>()
            .AddSingleton<JournalReconciler>()
            .AddSingleton<IReconciler>(provider => provider.GetRequiredService<JournalReconciler>())
            .AddSingleton<ITransactionBuffer>(provider => new RepeatingBuffer(ActivatorUtilities.CreateInstance<JournaledTransactionBuffer>(
                provider, ActivatorUtilities.CreateInstance<RedisTransactionBuffer>(provider)),
                () => provider.GetRequiredService<JournalGuard>().Comparisons))
            .AddBehind<IDrainSource, JournaledDrainSource, RedisDrainSource>()
            .AddBehind<IOverlayFeed, JournaledOverlayFeed, RedisOverlayFeed>()
            .AddBehind<IBufferMonitor, JournaledBufferMonitor, RedisBufferMonitor>()
            .AddBehind<IFailedTransactions, JournaledFailedTransactions, RedisFailedTransactions>()
            .AddSingleton<ITransactionLog>(provider => new JournaledTransactionLog(
                new RedisTransactionLog(
                    provider.GetRequiredService<RedisConnection>(), provider.GetRequiredService<OverlayMirror>(), markers(provider)),
                markers(provider),
                provider.GetRequiredService<RedisConnection>(),
                provider.GetRequiredService<JournalGuard>()));

    private static IServiceCollection AddBehind<TPort, TFront, TAdapter>(this IServiceCollection services)
        where TPort : class
        where TFront : class, TPort
        where TAdapter : TPort =>
        services.AddSingleton<TPort>(provider =>
            ActivatorUtilities.CreateInstance<TFront>(provider, ActivatorUtilities.CreateInstance<TAdapter>(provider)));
}
