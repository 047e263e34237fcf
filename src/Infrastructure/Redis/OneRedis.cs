using CcatOps.Domain.Sites;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>One server, whatever becomes of it. The client connects again by itself.</summary>
internal sealed class OneRedis : IRedisAccess
{
    private readonly RedisConfig redis;
    private readonly Lazy<Task<ConnectionMultiplexer>> multiplexer;

    public OneRedis(RedisConfig redis)
    {
        this.redis = redis;
        multiplexer = new(ConnectAsync);
    }

    public event EventHandler? Changed;

    public async ValueTask<ConnectionMultiplexer> GetAsync() => await multiplexer.Value;

    public async ValueTask<ConnectionMultiplexer?> FindAsync() =>
        multiplexer.Value is { IsCompletedSuccessfully: true } made && await made is { IsConnected: true } connected ? connected : null;

    public Task FollowAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (multiplexer.IsValueCreated)
            await (await multiplexer.Value).DisposeAsync();
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var connected = await ConnectionMultiplexer.ConnectAsync(RedisClientOptions.Of(redis, redis.Servers[0]));
        connected.WhenLost(() => Changed?.Invoke(this, EventArgs.Empty));
        return connected;
    }
}
