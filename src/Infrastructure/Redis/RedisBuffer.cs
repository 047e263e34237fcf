using CcatOps.Application.Draining;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;
using CcatOps.Infrastructure.Buffering;
using Microsoft.Extensions.DependencyInjection;

namespace CcatOps.Infrastructure.Redis;

/// <summary>The transaction buffer in Redis.</summary>
internal static class RedisBuffer
{
    public static IServiceCollection AddRedis(this IServiceCollection services) => services
        .AddSingleton<RedisConnection>()
        .AddSingleton<RedisSafety>()
        .AddSingleton<RedisBodies>()
        .AddSingleton<ISequenceCounter, RedisSequenceCounter>()
        .AddSingleton<SequenceSeeder>();

    /// <param name="services">The services to add to.</param>
    /// <param name="markers">Reads the transactions that the buffer no longer has.</param>
    public static void AddRedisBuffer(this IServiceCollection services, Func<IServiceProvider, ITransactionLog> markers) => services
        .AddAdapters(null, markers)
        .AddSingleton<ITransactionBuffer, RedisTransactionBuffer>();

    /// <summary>Adds the adapters for those who keep a journal beside them.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="key">The key under which they are found: under none stands who keeps the journal.</param>
    /// <param name="markers">Reads the transactions that the buffer no longer has.</param>
    public static IServiceCollection AddRedisBehind(
        this IServiceCollection services, string key, Func<IServiceProvider, ITransactionLog> markers) => services
        .AddAdapters(key, markers)
        .AddSingleton<ISequencedBuffer, RedisTransactionBuffer>()
        .AddSingleton<IRecoverableBuffer, RedisRecovery>();

    private static IServiceCollection AddAdapters(
        this IServiceCollection services, string? key, Func<IServiceProvider, ITransactionLog> markers) => services
        .AddKeyedSingleton<IDrainSource, RedisDrainSource>(key)
        .AddKeyedSingleton<IOverlayFeed, RedisOverlayFeed>(key)
        .AddKeyedSingleton<IBufferMonitor, RedisBufferMonitor>(key)
        .AddKeyedSingleton<IFailedTransactions, RedisFailedTransactions>(key)
        .AddKeyedSingleton<ITransactionLog>(key, (provider, _) => new RedisTransactionLog(
            provider.GetRequiredService<RedisConnection>(),
            provider.GetRequiredService<OverlayMirror>(),
            markers(provider)));
}
