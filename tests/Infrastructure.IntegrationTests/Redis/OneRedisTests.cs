using CcatOps.Application.Errors;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Redis;
using CcatOps.TestBed;

namespace CcatOps.Infrastructure.IntegrationTests.Redis;

internal sealed class OneRedisTests
{
    [Test]
    public async Task A_first_connection_is_no_lost_one_that_is_back()
    {
        await using var server = await RedisServer.CreateAsync();
        await server.StopAsync();
        await using var redis = new RedisConnection(Site(server));
        await Assert.ThrowsAsync<BufferUnavailableException>(() => redis.EvaluateAsync(RedisScripts.Status));
        var life = redis.Life;

        await server.StartAsync();
        await Eventually.WaitForAsync(
            async () => await redis.TryGetDatabaseAsync() is not null, TimeSpan.FromSeconds(10), "the server should be found", () => server.Output);
        await redis.EvaluateInAsync(life, RedisScripts.Status);

        Assert.That(redis.Life, Is.EqualTo(life));
    }

    [Test]
    public async Task A_lost_connection_is_another_life()
    {
        await using var redis = new RedisConnection(Site(Servers.Redis));
        var id = (long)await redis.UseAsync(database => database.ExecuteAsync("CLIENT", "ID"));
        var life = redis.Life;

        await using var other = new RedisConnection(Site(Servers.Redis));
        await other.UseAsync(database => database.ExecuteAsync("CLIENT", "KILL", "ID", id));

        await Eventually.WaitForAsync(() => redis.Life > life, TimeSpan.FromSeconds(10), "the loss should be noticed");
    }

    private static SiteConfig Site(RedisServer server) => new()
    {
        SiteName = "one-redis",
        Redis = new() { Host = "127.0.0.1", Port = server.Port },
    };
}
