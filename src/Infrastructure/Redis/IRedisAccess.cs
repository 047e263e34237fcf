using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>Leads to the Redis that takes writes.</summary>
internal interface IRedisAccess : IAsyncDisposable
{
    /// <summary>Happens before the first command reaches another server, and when a connection is lost.</summary>
    event EventHandler? Changed;

    /// <exception cref="RedisException">None is known.</exception>
    ValueTask<ConnectionMultiplexer> GetAsync();

    /// <summary>Null while there is no connection. The first call begins to connect, and does not wait.</summary>
    ValueTask<ConnectionMultiplexer?> FindAsync();

    /// <summary>Looks whether another server is the primary now, and goes over to it.</summary>
    Task FollowAsync(CancellationToken cancellationToken);
}
