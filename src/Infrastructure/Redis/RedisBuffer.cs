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
        .AddSingleton<ITransactionBuffer, RedisTransactionBuffer>()
        .AddSingleton<IDrainSource, RedisDrainSource>()
        .AddSingleton<IOverlayFeed, RedisOverlayFeed>()
        .AddSingleton<IBufferMonitor, RedisBufferMonitor>()
        .AddSingleton<IFailedTransactions, RedisFailedTransactions>()
        .AddSingleton<ITransactionLog>(provider => new RedisTransactionLog(
            provider.GetRequiredService<RedisConnection>(),
            provider.GetRequiredService<OverlayMirror>(),
            markers(provider)));
}
