using CcatOps.Application.Draining;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Replication;
using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Buffering;
using CcatOps.Infrastructure.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace CcatOps.Infrastructure.Recovery;

internal static class JournaledBuffer
{
    /// <summary>The key of the adapters of the buffer beside which the journal is kept.</summary>
    public const string Behind = "behind the journal";

    /// <summary>Puts the journal's guard before each adapter of a buffer.</summary>
    public static void AddJournaledBuffer(this IServiceCollection services, string path, Func<IServiceProvider, ITransactionLog> markers) =>
        services
            .AddSingleton(provider => JournalFolder.Open(
                path, provider.GetRequiredService<SiteConfig>().SiteName, provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<SiteJournal>()
            .AddSingleton<IJournaledBodies, JournaledBodies>()
            .AddSingleton<IJournalMark>(provider => provider.GetRequiredService<SiteJournal>())
            .AddSingleton<JournalToBuffer>()
            .AddSingleton<BufferToJournal>()
            .AddSingleton<BufferRestorer>()
            .AddSingleton<AloneMode>()
            .AddSingleton<JournalGuard>()
            .AddSingleton<JournalKeeper>()
            .AddSingleton<OldClaims>()
            .AddSingleton<JournalReconciler>()
            .AddSingleton<IReconciler>(provider => provider.GetRequiredService<JournalReconciler>())
            .AddSingleton<ITransactionBuffer>(provider => new RepeatingBuffer(ActivatorUtilities.CreateInstance<JournaledTransactionBuffer>(provider),
                () => provider.GetRequiredService<JournalGuard>().Comparisons))
            .AddBefore<IDrainSource, JournaledDrainSource>()
            .AddBefore<IOverlayFeed, JournaledOverlayFeed>()
            .AddBefore<IBufferMonitor, JournaledBufferMonitor>()
            .AddBefore<IFailedTransactions, JournaledFailedTransactions>()
            .AddSingleton<ITransactionLog>(provider => new JournaledTransactionLog(
                provider.GetRequiredKeyedService<ITransactionLog>(Behind),
                markers(provider),
                provider.GetRequiredService<IRecoverableBuffer>(),
                provider.GetRequiredService<JournalGuard>()));

    private static IServiceCollection AddBefore<TPort, TFront>(this IServiceCollection services)
        where TPort : class
        where TFront : class, TPort =>
        services.AddSingleton<TPort>(provider =>
            ActivatorUtilities.CreateInstance<TFront>(provider, provider.GetRequiredKeyedService<TPort>(Behind)));
}
