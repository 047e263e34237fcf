using System.Diagnostics;
using CcatOps.Application.Reads;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Redis;
using CcatOps.TestBed;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

internal sealed class RedisCacheTests : CacheContract
{
    /// <summary>Far below the client's own patience of two and of five seconds.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private static int number;

    private readonly List<IAsyncDisposable> opened = [];

    protected override Task<ICache> OpenAsync(string site) => OpenAsync(site, Servers.Redis.Port);

    protected override async Task CloseAsync()
    {
        foreach (var each in opened)
            await each.DisposeAsync();
        opened.Clear();
    }

    [Test]
    public async Task It_keeps_to_the_keys_of_its_site_and_lets_them_end()
    {
        var name = $"keys-{Interlocked.Increment(ref number)}";
        var cache = await OpenAsync(name, Servers.Redis.Port, exactName: true);
        await SetAsync(cache, "a", [1]);
        await AssertHoldsAsync(cache, "a", [1]);
        await using var redis = new RedisConnection(Site(name, Servers.Redis.Port));
        var left = await redis.UseAsync(database => database.KeyTimeToLiveAsync($"site:{name}:cache:a"));
        Assert.That(left, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(Long));
    }

    [Test]
    public async Task One_that_was_never_there_misses_soon()
    {
        var cache = New(Site("away", FreePort.Next()));
        for (var time = 0; time < 3; time++)
            await AssertMissesSoonAsync(cache);
    }

    [Test]
    public async Task One_that_accepts_and_says_nothing_misses_soon()
    {
        await using var line = new DelayLine(Servers.Redis.Port);
        line.BlackHole();
        var cache = New(Site("silent", line.Port));
        for (var time = 0; time < 3; time++)
            await AssertMissesSoonAsync(cache);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task One_that_goes_away_misses_soon_and_is_used_again_when_it_is_back(bool isSilent)
    {
        await using var line = new DelayLine(Servers.Redis.Port);
        var cache = await OpenAsync("cut", line.Port);
        await SetAsync(cache, "a", [1]);
        await AssertHoldsAsync(cache, "a", [1]);

        if (isSilent)
            line.BlackHole();
        else
            line.Cut();
        for (var time = 0; time < 3; time++)
            await AssertMissesSoonAsync(cache);

        line.Restore();
        await AssertHoldsAsync(cache, "a", [1]);
    }

    [Test]
    public async Task What_is_no_value_of_a_cache_is_a_miss()
    {
        var name = $"type-{Interlocked.Increment(ref number)}";
        await using var redis = new RedisConnection(Site(name, Servers.Redis.Port));
        await redis.UseAsync(database => database.ListLeftPushAsync($"site:{name}:cache:a", "x"));
        var cache = await OpenAsync(name, Servers.Redis.Port, exactName: true);
        Assert.That(await GetAsync(cache, "a"), Is.Null);
    }

    private static async Task AssertMissesSoonAsync(ICache cache)
    {
        var started = Stopwatch.GetTimestamp();
        Assert.That(await GetAsync(cache, "a"), Is.Null);
        await SetAsync(cache, "b", [2]);
        Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(Soon));
    }

    private async Task<ICache> OpenAsync(string site, int port, bool exactName = false)
    {
        var cache = New(Site(exactName ? site : $"{site}-{Interlocked.Increment(ref number)}", port));
        await Eventually.WaitForAsync(
            async () =>
            {
                await SetAsync(cache, "connected", [1]);
                return await GetAsync(cache, "connected") is not null;
            },
            TimeSpan.FromSeconds(20),
            "it should connect");
        return cache;
    }

    private RedisCache New(SiteConfig site)
    {
        var connection = new RedisConnection(site);
        opened.Add(connection);
        return new RedisCache(connection, TimeProvider.System);
    }

    private static SiteConfig Site(string name, int port) =>
        new() { SiteName = name, Redis = new RedisConfig { Host = "127.0.0.1", Port = port } };
}
