using CcatOps.Application.Reads;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

internal sealed class InProcessCacheTests : CacheContract
{
    protected override Task<ICache> OpenAsync(string site) => Task.FromResult<ICache>(new InProcessCache(TimeProvider.System));

    protected override Task CloseAsync() => Task.CompletedTask;

    [Test]
    public async Task When_there_are_too_many_what_would_end_first_goes_first()
    {
        var cache = new InProcessCache(TimeProvider.System, mostEntries: 2);
        await SetAsync(cache, "a", [1], Long);
        await SetAsync(cache, "b", [2], Long / 2);
        await SetAsync(cache, "c", [3], Long);
        Assert.That(await GetAsync(cache, "b"), Is.Null);
        await AssertHoldsAsync(cache, "a", [1]);
        await AssertHoldsAsync(cache, "c", [3]);
    }

    [Test]
    public async Task When_it_is_too_much_it_makes_room()
    {
        var cache = new InProcessCache(TimeProvider.System, mostBytes: 1_000);
        await SetAsync(cache, "a", new byte[600], Long / 2);
        await SetAsync(cache, "b", new byte[600]);
        Assert.That(await GetAsync(cache, "a"), Is.Null);
        await AssertHoldsAsync(cache, "b", new byte[600]);
    }

    [Test]
    public async Task What_does_not_fit_is_not_kept_and_what_it_replaces_is_gone()
    {
        var cache = new InProcessCache(TimeProvider.System, mostBytes: 1_000);
        await SetAsync(cache, "a", [1]);
        await SetAsync(cache, "b", [2]);
        await SetAsync(cache, "a", new byte[1_001]);
        Assert.That(await GetAsync(cache, "a"), Is.Null);
        await AssertHoldsAsync(cache, "b", [2]);
    }
}
