using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Redis;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.IntegrationTests.Redis;

internal sealed class ReadOverlayScriptTests
{
    [TestCase(60, ExpectedResult = 60)]
    [TestCase(25_000, ExpectedResult = 100, Description = "Redis is held up for half a millisecond at most")]
    [TestCase(25_001, ExpectedResult = 1_000, Description = "else it would not catch up")]
    public async Task<int> Who_is_far_behind_takes_larger_steps(int behind)
    {
        await using var redis = new RedisConnection(new SiteConfig
        {
            SiteName = $"behind-{behind}",
            Redis = new() { Host = "127.0.0.1", Port = Servers.Redis.Port },
        });
        RedisValue released = $"released {Guid.NewGuid()}";
        await redis.UseAsync(database => database.ListRightPushAsync(redis.Keys.OverlayEvents, [.. Enumerable.Repeat(released, behind)]));
        await redis.UseAsync(database => database.StringSetAsync(redis.Keys.OverlayVersion, behind));
        await redis.UseAsync(database => database.StringSetAsync(redis.Keys.History, "life"));

        var answer = await redis.EvaluateCompleteAsync(RedisScripts.ReadOverlay, "life", 0);

        Assert.That((long)answer[1], Is.EqualTo(answer[3].Length), "it leads to the version after what it tells");
        return answer[3].Length;
    }
}
