using CcatOps.Application.Features.Observations;
using CcatOps.Infrastructure.IntegrationTests.Sites;
using CcatOps.Infrastructure.Postgres;
using Microsoft.Extensions.Time.Testing;

namespace CcatOps.Infrastructure.IntegrationTests.Postgres;

internal sealed class MarkerKeysTests
{
    private readonly FakeTimeProvider time = new();
    private TestSite site = null!;
    private PostgresMarkerKeys keys = null!;

    [SetUp]
    public async Task StartAsync()
    {
        site = await TestSite.CreateAsync(Domain.Sites.SiteType.Main);
        keys = new PostgresMarkerKeys(site.Get<PostgresLocalDatabase>(), site.Config, time);
        await site.QueryAsync<object>("insert into obs_unit (id, name) values (1, 'hebe') returning id");
    }

    [TearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_key_is_found_with_a_filter_and_without(bool isFiltered)
    {
        var first = await WriteAsync("a");
        var second = await WriteAsync("b");
        if (isFiltered)
            await keys.RefreshFilterAsync(CancellationToken.None);

        Assert.That(await Task.WhenAll(FindAsync("a"), FindAsync("b"), FindAsync("c")), Is.EqualTo(new Guid?[] { first, second, null }));
        Assert.That(await keys.FindAsync(new("another", "a"), CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task What_is_newer_than_the_filter_is_found_after_the_next_refresh()
    {
        await keys.RefreshFilterAsync(CancellationToken.None);
        var late = await WriteAsync("late");
        Assert.That(await FindAsync("late"), Is.Null, "Redis and the journal know it");
        await keys.RefreshFilterAsync(CancellationToken.None);
        Assert.That(await FindAsync("late"), Is.EqualTo(late));
    }

    [Test]
    public async Task A_filter_that_was_not_refreshed_for_long_is_not_trusted()
    {
        await keys.RefreshFilterAsync(CancellationToken.None);
        var late = await WriteAsync("late");
        time.Advance(PostgresMarkerKeys.FilterLife);
        Assert.That(await FindAsync("late"), Is.EqualTo(late));
    }

    private async Task<Guid> WriteAsync(string key)
    {
        site.Client.IdempotencyKey = key;
        var written = await site.SendAsync(new StartObservation { ObsUnitId = 1 });
        return written.Record.Sync!.TransactionId!.Value;
    }

    private Task<Guid?> FindAsync(string key) => keys.FindAsync(new(site.Client.Principal, key), CancellationToken.None);
}
