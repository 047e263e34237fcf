using CcatOps.Application.Errors;
using CcatOps.Application.Sessions;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Redis;
using CcatOps.TestBed;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

internal sealed class RedisSessionsTests : SessionsContract
{
    private readonly List<RedisConnection> opened = [];

    [Test]
    public async Task Redis_lets_a_session_end_by_itself_and_keeps_no_secret()
    {
        var redis = Connect("ends");
        var session = NewSession(TimeSpan.FromHours(1));
        await Open(redis).OpenAsync(session, Secret.HashOf("the secret"), CancellationToken.None);
        await Open(redis).RenewAsync(session.Id, Secret.HashOf("the secret"), Secret.HashOf("the next"), CancellationToken.None);

        var (left, fields) = await redis.UseAsync(async database =>
            (await database.KeyTimeToLiveAsync(redis.Keys.Session(session.Id)), await database.HashGetAllAsync(redis.Keys.Session(session.Id))));
        Assert.That(left, Is.EqualTo(TimeSpan.FromHours(1)).Within(TimeSpan.FromMinutes(1)));
        Assert.That(string.Join(' ', fields.Select(field => field.ToString())), Does.Not.Contain("the secret").And.Not.Contain("the next"));
    }

    [Test]
    public async Task Redis_lets_a_code_end_after_a_minute()
    {
        var redis = Connect("codes");
        await Open(redis).KeepCodeAsync("code", new LoginCode(Ada, "challenge"), CancellationToken.None);

        var left = await redis.UseAsync(database => database.KeyTimeToLiveAsync(redis.Keys.LoginCode("code")));
        Assert.That(left, Is.GreaterThan(TimeSpan.FromSeconds(30)).And.LessThanOrEqualTo(TimeSpan.FromSeconds(60)));
    }

    [Test]
    public void A_redis_that_is_away_is_told_of()
    {
        var redis = new RedisConnection(SiteAt("away", FreePort.Next()));
        opened.Add(redis);

        Assert.That(() => Open(redis).FindAsync("a", CancellationToken.None), Throws.TypeOf<SessionsUnavailableException>());
    }

    protected override async Task<ISessions> OpenAsync(string site)
    {
        var redis = Connect(site);
        await redis.UseAsync(database => database.PingAsync());
        return Open(redis);
    }

    protected override async Task CloseAsync()
    {
        foreach (var redis in opened)
            await redis.DisposeAsync();
        opened.Clear();
    }

    private RedisConnection Connect(string site)
    {
        var redis = new RedisConnection(SiteAt($"{TestContext.CurrentContext.Test.ID}-{site}", Servers.Redis.Port));
        opened.Add(redis);
        return redis;
    }

    private static RedisSessions Open(RedisConnection redis) => new(redis, TimeProvider.System);

    private static SiteConfig SiteAt(string name, int port) =>
        new() { SiteName = name, Redis = new RedisConfig { Host = "127.0.0.1", Port = port } };
}
