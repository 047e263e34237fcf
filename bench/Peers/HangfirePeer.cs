using Hangfire;
using Hangfire.Redis.StackExchange;
using StackExchange.Redis;

namespace CcatOps.Peers;

/// <summary>
/// Set up as https://docs.hangfire.io/en/latest/getting-started says, with one shared connection to Redis as the storage's README
/// recommends. A job is fetched by RPOPLPUSH; there is no prefetch. The timeouts are the defaults: nothing dies here.
/// </summary>
internal sealed class HangfirePeer : IPeer
{
    private readonly ConnectionMultiplexer redis;
    private readonly RedisStorage storage;
    private readonly BackgroundJobClient client;
    private readonly BackgroundJobServerOptions options;
    private BackgroundJobServer? server;

    private HangfirePeer(ConnectionMultiplexer redis, MainDatabase main, int workers)
    {
        this.redis = redis;
        GlobalConfiguration.Configuration
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings()
            .UseColouredConsoleLogProvider(Hangfire.Logging.LogLevel.Warn);
        storage = new(redis, new RedisStorageOptions { Prefix = "{peer}:" });
        client = new(storage);
        options = new() { WorkerCount = workers, Activator = new StartJobActivator(main) };
    }

    public static async Task<HangfirePeer> StartAsync(string redis, MainDatabase main, int workers) =>
        new(await ConnectionMultiplexer.ConnectAsync(redis), main, workers);

    public Task AcceptAsync(Start start)
    {
        client.Enqueue<StartJob>(job => job.ApplyAsync(start));
        return Task.CompletedTask;
    }

    public void Work() => server = new(options, storage);

    public async ValueTask DisposeAsync()
    {
        server?.Dispose();
        await redis.DisposeAsync();
    }

    private sealed class StartJobActivator(MainDatabase main) : JobActivator
    {
        public override object ActivateJob(Type jobType) => new StartJob(main);
    }
}

/// <summary>The method that Hangfire calls.</summary>
internal sealed class StartJob(MainDatabase main)
{
    public Task ApplyAsync(Start start) => main.ApplyAsync(start);
}
