using CcatOps.Application.Reads;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

/// <summary>The keys of one site on <see cref="Servers.Redis"/>.</summary>
internal sealed class RedisStorage : IBufferStorage
{
    private static int number;

    private readonly SiteConfig site;
    private readonly RedisConnection redis;

    public RedisStorage()
    {
        var database = new DatabaseConfig { Host = "127.0.0.1", Port = 1, Name = "none" };
        site = new SiteConfig
        {
            SiteName = $"contract-{Interlocked.Increment(ref number)}",
            SiteType = SiteType.Secondary,
            MainDatabase = database,
            LocalDatabase = database,
            Redis = new RedisConfig { Host = "127.0.0.1", Port = Servers.Redis.Port },
        };
        redis = new RedisConnection(site);
    }

    public AppliedSequences Applied { get; } = new();

    public BufferPorts Open()
    {
        var connection = new RedisConnection(site);
        var safety = new RedisSafety(site, connection);
        var seeder = new SequenceSeeder(new RedisSequenceCounter(connection), Applied, NullLogger<SequenceSeeder>.Instance);
        var feed = new RedisOverlayFeed(connection);
        return new BufferPorts(
            new RedisTransactionBuffer(connection, safety, seeder),
            new RedisDrainSource(connection, seeder, TimeProvider.System),
            feed,
            new RedisBufferMonitor(connection, safety, seeder, TimeProvider.System),
            new RedisFailedTransactions(connection, seeder, TimeProvider.System),
            new RedisTransactionLog(connection, new OverlayMirror(feed), new NoMarkers()),
            connection);
    }

    public Task LoseCounterAsync() => redis.UseAsync(database => database.KeyDeleteAsync(site.Keys.Sequence));

    public Task LoseAsync() => redis.UseAsync(async database =>
    {
        var server = database.Multiplexer.GetServers()[0];
        await foreach (var key in server.KeysAsync(site.Redis.Db, $"{site.Keys.Prefix}:*"))
            await database.KeyDeleteAsync(key);
        return true;
    });

    public ValueTask DisposeAsync() => redis.DisposeAsync();
}
