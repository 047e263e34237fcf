using CcatOps.Domain.Sites;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>
/// The server that Redis Sentinel names as the primary. Each fail-over is a moment of its own: a new connection to one server, which everybody
/// is told of before the first command. StackExchange.Redis's own way (<c>ServiceName</c>) goes over silently, and needs a sentinel at the start.
/// https://redis.io/docs/latest/develop/reference/sentinel-clients/
/// </summary>
internal sealed partial class SentinelRedis(SiteConfig site, ILogger logger) : IRedisAccess
{
    private readonly SemaphoreSlim looking = new(1, 1);
    private readonly SentinelPoll sentinels = new(site.Redis);
    private readonly Lock starting = new();
    private volatile Primary? current;
    private volatile string fault = "the sentinels have not been asked yet";
    private Task? firstLook;

    public event EventHandler? Changed;

    public async ValueTask<ConnectionMultiplexer> GetAsync()
    {
        if (current is null)
            await FirstLookAsync();
        return current?.Connection ?? throw new NoPrimaryException(fault);
    }

    public ValueTask<ConnectionMultiplexer?> FindAsync()
    {
        if (current is null)
            _ = FirstLookAsync();
        return new(current is { Connection: { IsConnected: true } connected } ? connected : null);
    }

    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        await looking.WaitAsync(cancellationToken);
        try
        {
            if (await sentinels.FindPrimaryAsync() is not { } named)
                fault = $"no sentinel names a primary of the name '{site.Redis.SentinelService}'";
            else if (IsNews(named))
                await GoOverAsync(named);
        }
        catch (NoPrimaryException exception)
        {
            fault = exception.Message;
        }
        catch (Exception exception) when (exception is RedisException or RedisTimeoutException)
        {
            fault = "the primary that the sentinels name cannot be reached, or refuses";
        }
        finally
        {
            looking.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (current is { } held)
            await held.Connection.DisposeAsync();
        await sentinels.DisposeAsync();
        looking.Dispose();
    }

    private Task FirstLookAsync()
    {
        lock (starting)
            return firstLook ??= FollowAsync(CancellationToken.None);
    }

    /// <summary>A sentinel that was cut off reports old states; sentinels that were replaced count from zero.</summary>
    private bool IsNews(NamedPrimary named) =>
        current is not { } held || named.Epoch > held.Named.Epoch || named.Address != held.Named.Address && !held.Connection.IsConnected;

    private async Task GoOverAsync(NamedPrimary named)
    {
        var connected = await ConnectionMultiplexer.ConnectAsync(RedisClientOptions.Of(site.Redis, named.Address));
        try
        {
            await PrepareAsync(connected, named);
        }
        catch
        {
            await connected.DisposeAsync();
            throw;
        }

        // Until all are told, no command reaches any server.
        var former = current;
        (current, fault) = (null, "another server has just become the primary");
        if (former is not null)
            Changed?.Invoke(this, EventArgs.Empty);
        connected.WhenLost(() => Changed?.Invoke(this, EventArgs.Empty));
        current = new(named, connected);
        if (former is null)
        {
            LogPrimary(named.Address);
            return;
        }

        LogFailOver(named.Address, former.Named.Address);
        await former.Connection.DisposeAsync();
    }

    private async Task PrepareAsync(ConnectionMultiplexer connected, NamedPrimary named)
    {
        // The sentinels know of a fail-over a moment before, and of a restart a moment after, the server.
        if (await connected.GetServers()[0].RoleAsync() is not Role.Master)
            throw new NoPrimaryException($"{named.Address} is a replica");

        // The last events may not have been copied, and other events get their numbers: mirrors of the overlay must read a snapshot.
        if (current is not null)
            await connected.GetDatabase().StringSetAsync(site.Keys.History, Guid.NewGuid().ToString("N"), when: When.Exists);
    }

    private sealed record Primary(NamedPrimary Named, ConnectionMultiplexer Connection);

    [LoggerMessage(LogLevel.Information, "The primary of Redis is {Address}")]
    private partial void LogPrimary(ServerAddress address);

    [LoggerMessage(LogLevel.Warning, "The primary of Redis is {Address}; it was {Former}")]
    private partial void LogFailOver(ServerAddress address, ServerAddress former);
}

/// <summary>Nobody knows a Redis that takes writes.</summary>
internal sealed class NoPrimaryException(string reason) : RedisException(reason);
