using System.Globalization;
using CcatOps.Domain.Sites;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <param name="Address">Its address.</param>
/// <param name="Epoch">Counts the fail-overs, so that the greatest is the newest.</param>
internal sealed record NamedPrimary(ServerAddress Address, long Epoch);

/// <summary>Asks all sentinels which server is the primary; the one that knows of the latest fail-over is right.</summary>
internal sealed class SentinelPoll : IAsyncDisposable
{
    private readonly RedisConfig redis;
    private readonly Lazy<Task<ConnectionMultiplexer>> multiplexer;

    public SentinelPoll(RedisConfig redis)
    {
        this.redis = redis;
        multiplexer = new(() => ConnectionMultiplexer.ConnectAsync(RedisClientOptions.OfSentinels(redis)));
    }

    public async Task<NamedPrimary?> FindPrimaryAsync()
    {
        var sentinels = (await multiplexer.Value).GetServers().Where(server => server.IsConnected);
        return (await Task.WhenAll(sentinels.Select(AskAsync))).OfType<NamedPrimary>().MaxBy(named => named.Epoch);
    }

    public async ValueTask DisposeAsync()
    {
        if (multiplexer.IsValueCreated)
            await (await multiplexer.Value).DisposeAsync();
    }

    private async Task<NamedPrimary?> AskAsync(IServer sentinel)
    {
        try
        {
            var fields = (await sentinel.SentinelMasterAsync(redis.SentinelService)).ToDictionary();
            return new NamedPrimary(
                new(fields["ip"], int.Parse(fields["port"], CultureInfo.InvariantCulture)),
                long.Parse(fields["config-epoch"], CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is RedisException or RedisTimeoutException)
        {
            // It is unavailable, still starting, or does not watch this one. Others may answer.
            return null;
        }
    }
}
