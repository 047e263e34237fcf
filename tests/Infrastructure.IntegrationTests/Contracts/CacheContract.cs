using CcatOps.Application.Reads;
using CcatOps.TestBed;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>The contract of every cache. It may forget at any time, so a test that needs a value asks until it is there.</summary>
internal abstract class CacheContract
{
    protected static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private static readonly string[] HostileKeys =
    [
        "", " ", "*", "?[a-z]", "a:b", "../a", "a\r\nDEL b\r\n", "a\0b", "{x}", "Grüße 🔭", new('k', 100_000),
    ];

    private ICache cache = null!;

    /// <summary>Replaces the adapter; returns the adapter itself, unless a test breaks it.</summary>
    public Func<ICache, ICache> Adapt { get; init; } = sound => sound;

    /// <summary>The cache of a site of this name, ready for use.</summary>
    protected abstract Task<ICache> OpenAsync(string site);

    protected abstract Task CloseAsync();

    [SetUp]
    public async Task StartAsync() => cache = Adapt(await OpenAsync("one"));

    [TearDown]
    public Task StopAsync() => CloseAsync();

    [Test]
    public async Task What_was_never_set_is_a_miss() => Assert.That(await GetAsync(cache, "nothing"), Is.Null);

    [Test]
    public async Task What_was_set_is_found()
    {
        await SetAsync(cache, "a", [1, 0, 255]);
        await AssertHoldsAsync(cache, "a", [1, 0, 255]);
    }

    [Test]
    public async Task Nothing_is_a_value_too()
    {
        await SetAsync(cache, "a", []);
        await AssertHoldsAsync(cache, "a", []);
    }

    [Test]
    public async Task What_was_set_last_holds_with_its_own_time()
    {
        await SetAsync(cache, "a", [1], Short);
        await SetAsync(cache, "a", [2, 2]);
        await SetAsync(cache, "clock", [1], Short);
        await AssertEndsAsync("clock");
        await AssertHoldsAsync(cache, "a", [2, 2]);
    }

    [Test]
    public async Task It_is_a_miss_once_its_time_has_run_out()
    {
        await SetAsync(cache, "a", [1], Short);
        await AssertEndsAsync("a");
        await SetAsync(cache, "a", [2]);
        await AssertHoldsAsync(cache, "a", [2]);
    }

    [Test]
    public async Task Two_sites_do_not_see_what_the_other_has()
    {
        var other = Adapt(await OpenAsync("two"));
        await SetAsync(cache, "a", [1]);
        await AssertHoldsAsync(cache, "a", [1]);
        Assert.That(await GetAsync(other, "a"), Is.Null);
        await SetAsync(other, "a", [2]);
        await AssertHoldsAsync(other, "a", [2]);
        await AssertHoldsAsync(cache, "a", [1]);
    }

    [Test]
    public async Task A_big_value_comes_back_whole()
    {
        var value = new byte[4 << 20];
        new Random(1).NextBytes(value);
        await SetAsync(cache, "a", value);
        await AssertHoldsAsync(cache, "a", value);
    }

    [Test]
    public async Task Every_key_is_a_key_of_its_own()
    {
        for (byte number = 0; number < HostileKeys.Length; number++)
            await SetAsync(cache, HostileKeys[number], [number]);
        for (byte number = 0; number < HostileKeys.Length; number++)
            await AssertHoldsAsync(cache, HostileKeys[number], [number]);
        Assert.That(await GetAsync(cache, "b"), Is.Null);
        Assert.That(await GetAsync(cache, "K"), Is.Null);
    }

    [Test]
    public async Task A_value_is_not_the_callers_memory()
    {
        byte[] value = [1];
        await SetAsync(cache, "a", value);
        value[0] = 2;
        await AssertHoldsAsync(cache, "a", [1]);
        if (await GetAsync(cache, "a") is { } found)
            found[0] = 3;
        await AssertHoldsAsync(cache, "a", [1]);
    }

    [Test]
    public async Task Many_may_use_it_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 64).Select(number => Task.Run(async () =>
        {
            for (var round = 0; round < 50; round++)
            {
                await SetAsync(cache, $"{number % 8}", [(byte)(number % 8)]);
                Assert.That(await GetAsync(cache, $"{number % 8}"), Is.Null.Or.EqualTo(new[] { number % 8 }));
            }
        })));
        await AssertHoldsAsync(cache, "7", [7]);
    }

    protected static Task SetAsync(ICache cache, string key, byte[] value, TimeSpan? lifetime = null) =>
        cache.SetAsync(key, value, lifetime ?? Long, CancellationToken.None);

    protected static Task<byte[]?> GetAsync(ICache cache, string key) => cache.GetAsync(key, CancellationToken.None);

    protected static async Task AssertHoldsAsync(ICache cache, string key, byte[] expected)
    {
        byte[]? found = null;
        await Eventually.WaitForAsync(
            async () => (found = await GetAsync(cache, key)) is not null, Bound, $"'{key[..Math.Min(key.Length, 20)]}' should be there");
        Assert.That(found, Is.EqualTo(expected));
    }

    private async Task AssertEndsAsync(string key)
    {
        try
        {
            await Eventually.WaitForAsync(async () => await GetAsync(cache, key) is null, TimeSpan.FromSeconds(5), $"'{key}' should end");
        }
        catch (TimeoutException exception)
        {
            Assert.Fail(exception.Message);
        }
    }
}
