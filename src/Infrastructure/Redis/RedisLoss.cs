using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

internal static class RedisLoss
{
    /// <summary>
    /// Tells of each loss of the connection for commands. The client's own news of one that is back comes for a first one too, and for
    /// that of subscriptions: what has just begun would look as if it were lost.
    /// </summary>
    public static void WhenLost(this ConnectionMultiplexer connected, Action tell) =>
        connected.ConnectionFailed += (_, lost) =>
        {
            if (lost.ConnectionType == ConnectionType.Interactive)
                tell();
        };
}
