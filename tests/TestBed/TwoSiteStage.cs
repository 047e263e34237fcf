using System.Collections.Concurrent;

namespace CcatOps.TestBed;

/// <summary>
/// The main site's database, the telescope's replica and Redis, and the two paths over the ocean between them: all real, all on loopback.
/// </summary>
public sealed class TwoSiteStage : IAsyncDisposable
{
    private readonly PostgresReplica? _replica;

    private TwoSiteStage(PostgresServer primary, PostgresReplica? replica, RedisServer redis, DelayLine oceanToMain, DelayLine oceanToReplica)
    {
        Primary = primary;
        _replica = replica;
        Redis = redis;
        OceanToMain = oceanToMain;
        OceanToReplica = oceanToReplica;
    }

    /// <summary>The database of the main site.</summary>
    public PostgresServer Primary { get; }

    /// <summary>The telescope's copy of it, behind <see cref="OceanToReplica"/>.</summary>
    /// <exception cref="InvalidOperationException">The stage was started without one.</exception>
    public PostgresReplica Replica => _replica ?? throw new InvalidOperationException("The stage was started without a replica.");

    /// <summary>The telescope's Redis.</summary>
    public RedisServer Redis { get; }

    /// <summary>The path on which the telescope writes to the main site's database.</summary>
    public DelayLine OceanToMain { get; }

    /// <summary>The path of replication; its client, like that of the other path, is at the telescope.</summary>
    public DelayLine OceanToReplica { get; }

    /// <summary>The connection of the telescope to the main site's database, over <see cref="OceanToMain"/>.</summary>
    public string MainConnectionString => Primary.ConnectionStringVia(OceanToMain);

    /// <summary>Starts everything, as far as possible at the same time.</summary>
    public static async Task<TwoSiteStage> StartAsync(TwoSiteOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        var started = new ConcurrentStack<IAsyncDisposable>();
        try
        {
            var startRedis = StartedAsync(RedisServer.CreateAsync(options.Redis, cancellationToken), started);
            var startPrimary = StartedAsync(PostgresServer.CreateAsync(options.Primary, cancellationToken), started);
            await Task.WhenAll(startRedis, startPrimary);
            var (redis, primary) = (await startRedis, await startPrimary);
            var oceanToMain = Started(new DelayLine(primary.Port), started);
            var oceanToReplica = Started(new DelayLine(primary.Port), started);
            var replica = options.WithReplica
                ? Started(await PostgresReplica.CreateAsync(primary, oceanToReplica, cancellationToken: cancellationToken), started)
                : null;
            oceanToMain.RoundTrip = oceanToReplica.RoundTrip = options.RoundTrip;
            return new(primary, replica, redis, oceanToMain, oceanToReplica);
        }
        catch
        {
            foreach (var part in started)
                await part.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends everything and deletes all data.</summary>
    public async ValueTask DisposeAsync()
    {
        await OceanToMain.DisposeAsync();
        await OceanToReplica.DisposeAsync();
        IEnumerable<IAsyncDisposable?> servers = [_replica, Primary, Redis];
        await Task.WhenAll(servers.OfType<IAsyncDisposable>().Select(server => server.DisposeAsync().AsTask()));
    }

    private static async Task<T> StartedAsync<T>(Task<T> start, ConcurrentStack<IAsyncDisposable> started)
        where T : IAsyncDisposable => Started(await start, started);

    private static T Started<T>(T part, ConcurrentStack<IAsyncDisposable> started)
        where T : IAsyncDisposable
    {
        started.Push(part);
        return part;
    }
}
