using CcatOps.Application.Errors;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Redis;
using CcatOps.TestBed;

namespace CcatOps.Infrastructure.IntegrationTests.Redis;

internal sealed class SentinelRedisTests
{
    private RedisWithSentinels servers = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => servers = await RedisWithSentinels.CreateAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await servers.DisposeAsync();

    [Test]
    public async Task A_name_that_no_sentinel_knows_counts_as_away()
    {
        await using var redis = new RedisConnection(Site("nobody"));

        var fault = (await Assert.ThrowsAsync<BufferUnavailableException>(() => redis.EvaluateAsync(RedisScripts.Status)))!;
        Assert.That(fault.IsAway, Is.True);
        Assert.That(fault.Message, Does.Contain("no sentinel names a primary of the name 'nobody'"));
    }

    [Test]
    public async Task A_fail_over_is_another_life_with_another_history()
    {
        var site = Site(RedisWithSentinels.Service);
        await using var redis = new RedisConnection(site);
        await redis.UseAsync(database => database.StringSetAsync(site.Keys.History, "first"));
        await redis.UseAsync(database => database.ExecuteAsync("WAIT", 1, 10_000));
        var life = redis.Life;
        await redis.FollowAsync(CancellationToken.None);
        Assert.That(redis.Life, Is.EqualTo(life), "nothing has changed yet");

        await servers.First.KillAsync();
        await Eventually.WaitForAsync(
            async () =>
            {
                await redis.FollowAsync(CancellationToken.None);
                var history = (string?)await redis.UseAsync(database => database.StringGetAsync(site.Keys.History));
                return history is not null and not "first";
            },
            TimeSpan.FromSeconds(40), "the second server should be found", () => servers.Output);

        Assert.That(redis.Life, Is.GreaterThan(life));
        var fault = (await Assert.ThrowsAsync<BufferUnavailableException>(() => redis.EvaluateInAsync(life, RedisScripts.Status)))!;
        Assert.That(fault.IsAway, Is.True);
        Assert.That((await redis.EvaluateInAsync(redis.Life, RedisScripts.Status)).IsNull, Is.False);
    }

    private SiteConfig Site(string service) => new()
    {
        SiteName = "sentinel",
        Redis = new() { Host = servers.Addresses, SentinelService = service },
    };
}
