using CcatOps.Domain.Sites;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>How this program connects to Redis: commands without a connection fail at once instead of waiting.</summary>
internal static class RedisClientOptions
{
    public static ConfigurationOptions Of(RedisConfig redis, ServerAddress server)
    {
        var options = To(redis, [server], redis.Password);
        options.User = redis.User.Length > 0 ? redis.User : null;
        options.DefaultDatabase = redis.Db;
        options.AllowAdmin = true;
        return options;
    }

    /// <summary>For questions to the sentinels, which know few commands.</summary>
    public static ConfigurationOptions OfSentinels(RedisConfig redis)
    {
        var options = To(redis, redis.Servers, redis.SentinelPassword);
        options.CommandMap = CommandMap.Sentinel;
        options.TieBreaker = "";
        options.AsyncTimeout = 1_000;
        return options;
    }

    private static ConfigurationOptions To(RedisConfig redis, IEnumerable<ServerAddress> servers, string password)
    {
        var options = new ConfigurationOptions
        {
            Password = password.Length > 0 ? password : null,
            AbortOnConnectFail = false,
            BacklogPolicy = BacklogPolicy.FailFast,
            ConnectTimeout = 2_000,
            AsyncTimeout = 5_000,
            KeepAlive = 5,
            HeartbeatInterval = TimeSpan.FromMilliseconds(500),
            ReconnectRetryPolicy = new LinearRetry(500),
            ClientName = "ccatops",
            Ssl = redis.Tls,
        };
        if (redis.Tls && redis.RootCertificate.Length > 0)
            options.TrustIssuer(redis.RootCertificate);
        foreach (var server in servers)
            options.EndPoints.Add(server.Host, server.Port);
        return options;
    }
}
