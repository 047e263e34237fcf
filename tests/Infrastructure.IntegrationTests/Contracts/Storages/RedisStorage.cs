using CcatOps.Application.Reads;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Redis;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

/// <summary>The keys of one site on <see cref="Servers.Redis"/>.</summary>
internal sealed class RedisStorage : IDamagedStorage
{
    private static int number;

    private readonly SiteConfig site;
    private readonly RedisConnection redis;

    public RedisStorage()
        : this(Servers.Redis.Port)
    {
    }

    public RedisStorage(int port)
    {
        var database = new DatabaseConfig { Host = "127.0.0.1", Port = 1, Name = "none" };
        site = new SiteConfig
        {
            SiteName = $"contract-{Interlocked.Increment(ref number)}",
            SiteType = SiteType.Secondary,
            MainDatabase = database,
            LocalDatabase = database,
            Redis = new RedisConfig { Host = "127.0.0.1", Port = port },
        };
        redis = new RedisConnection(site);
    }

    public AppliedSequences Applied { get; } = new();

    public ShownInMemory Shown { get; } = new();

    public IJournaledBodies? Journal { get; init; }

    public SiteKeys Keys => site.Keys;

    /// <summary>Commands of somebody who goes past the adapters.</summary>
    public Task<T> UseAsync<T>(Func<IDatabase, Task<T>> use) => redis.UseAsync(use);

    public BufferPorts Open()
    {
        var connection = new RedisConnection(site);
        var safety = new RedisSafety(site, connection, TimeProvider.System);
        var seeder = new SequenceSeeder(new RedisSequenceCounter(connection), Applied, NullLogger<SequenceSeeder>.Instance);
        var bodies = new RedisBodies(connection, Shown, Journal);
        var feed = new RedisOverlayFeed(connection, bodies);
        return new BufferPorts(
            new RedisTransactionBuffer(connection, safety, seeder, bodies),
            new RedisDrainSource(connection, seeder, bodies, TimeProvider.System),
            feed,
            new RedisBufferMonitor(connection, safety, seeder, TimeProvider.System),
            new RedisFailedTransactions(connection, seeder, TimeProvider.System),
            new RedisTransactionLog(connection, new OverlayMirror(feed), Shown),
            connection);
    }

    /// <summary>A further connection to the site's keys.</summary>
    public RedisConnection Connect() => new(site);

    public Task DamageAsync(Guid id, string body) =>
        redis.UseAsync(database => database.HashSetAsync(site.Keys.Transaction($"{id}"), "body", body));

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
