using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

internal static class RedisLoss
{
    /// <summary>
    /// Reports each loss of the command connection. The client reports a restored connection also for the first one and for subscriptions, so a new
    /// connection would look like a lost one.
    /// </summary>
    public static void WhenLost(this ConnectionMultiplexer connected, Action tell) =>
        connected.ConnectionFailed += (_, lost) =>
        {
            if (lost.ConnectionType == ConnectionType.Interactive)
                tell();
        };
}
