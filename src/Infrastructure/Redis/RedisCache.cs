using CcatOps.Application.Reads;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

internal sealed class RedisCache(RedisConnection redis, TimeProvider time) : ICache
{
    /// <summary>Redis is near; one that has not answered by then is of no help to a request.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    public Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
        TryAsync(async database => (byte[]?)await database.StringGetAsync(redis.Keys.Cache(key)), cancellationToken);

    public Task SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        // Nobody waits for the answer, so the value may be sent after the caller has its memory back.
        var copy = value.ToArray();
        return TryAsync(
            database => database.StringSetAsync(redis.Keys.Cache(key), copy, lifetime, flags: CommandFlags.FireAndForget),
            cancellationToken);
    }

    private async Task<T?> TryAsync<T>(Func<IDatabase, Task<T>> use, CancellationToken cancellationToken)
    {
        try
        {
            return await redis.TryGetDatabaseAsync() is { } database
                ? await use(database).WaitAsync(Patience, time, cancellationToken)
                : default;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return default;
        }
    }
}
