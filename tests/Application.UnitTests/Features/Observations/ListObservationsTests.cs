using CcatOps.Application.Features.Observations;
using CcatOps.Application.Features.RawDataFiles;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Resources;
using CcatOps.Domain.Observations;
using Moq;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Features.Observations;

public sealed class ListObservationsTests
{
    private UseCases useCases = null!;

    [SetUp]
    public void Compose() => useCases = new UseCases(Secondary);

    [TearDown]
    public ValueTask Dispose_of_them() => useCases.DisposeAsync();

    [Test]
    public async Task A_list_holds_the_stored_and_the_buffered_with_their_files()
    {
        useCases.Executions.Rows.Add(Execution(1) with { StartTime = Now.AddHours(-1) });
        useCases.Files.Rows.Add(File(21, 1));
        await useCases.SendAsync(new StartObservation { ObsUnitId = 1, Id = Id(2) });
        var listing = await useCases.SendAsync(new ListObservations(new(), new Paging { Count = CountKind.Exact }));
        Assert.That(listing.Items.Select(item => (item.Id, item.RawDataFiles.Count)), Is.EqualTo(new[] { (Id(2), 0), (Id(1), 1) }));
        Assert.That((listing.Count?.Value, listing.Next), Is.EqualTo((2L, (string?)null)));
    }

    [Test]
    public async Task A_list_holds_20_files_of_each_execution_and_the_count_of_all()
    {
        useCases.Executions.Rows.AddRange([Execution(1), Execution(2)]);
        useCases.Files.Rows.AddRange(Enumerable.Range(100, 19).Select(number => File(number, 1)));
        await useCases.SendAsync(new StartObservation { ObsUnitId = 1, Id = Id(3) });
        foreach (var execution in new[] { 1, 3 })
        {
            await useCases.SendAsync(new RegisterRawDataFiles(
                [.. Enumerable.Range(0, 30).Select(number => new RegisterRawDataFile { ExecutedObsUnitId = Id(execution), Name = $"{number}" })]));
        }

        var listing = await useCases.SendAsync(new ListObservations(new(), new Paging()));
        var complete = await useCases.SendAsync(new ListObservations(new(), new Paging(), WithAllFiles: true));

        Assert.That(
            listing.Items.ToDictionary(item => item.Id, item => (item.RawDataFiles.Count, item.RawDataFileCount)),
            Is.EquivalentTo(new Dictionary<Guid, (int, long)> { [Id(1)] = (20, 49), [Id(2)] = (0, 0), [Id(3)] = (20, 30) }));
        foreach (var item in complete.Items)
        {
            Assert.That(item.RawDataFileCount, Is.EqualTo(item.RawDataFiles.Count));
            Assert.That(
                listing.Items.Single(other => other.Id == item.Id).RawDataFiles.Select(file => file.Id),
                Is.EqualTo(item.RawDataFiles.Select(file => file.Id).Order().Take(20)));
        }
    }

    [Test]
    public async Task A_file_that_the_replica_shows_already_is_counted_once()
    {
        useCases.Executions.Rows.Add(Execution(1));
        await useCases.SendAsync(new RegisterRawDataFile { ExecutedObsUnitId = Id(1), Id = Id(21), Name = "a" });
        useCases.Files.Rows.Add(File(21, 1));

        var listing = await useCases.SendAsync(new ListObservations(new(), new Paging()));

        Assert.That((listing.Items[0].RawDataFiles.Count, listing.Items[0].RawDataFileCount), Is.EqualTo((1, 1L)));
    }

    [Test]
    public async Task A_read_of_the_replica_alone_leaves_out_what_is_buffered()
    {
        await useCases.SendAsync(new StartObservation { ObsUnitId = 1 });
        var listing = await useCases.SendAsync(new ListObservations(new(), new Paging { Consistency = Consistency.Replica }));
        Assert.That(listing.Items, Is.Empty);
    }

    [Test]
    public async Task An_estimated_count_asks_the_database_once_and_the_cache_from_then_on()
    {
        useCases.Executions.Rows.Add(Execution(1));
        var kept = KeepInCache();
        await CountAsync(CountKind.Estimated);
        useCases.Executions.Rows.Add(Execution(2));
        Assert.That(await CountAsync(CountKind.Estimated), Is.EqualTo(new ListCount(1, CountKind.Estimated)));
        Assert.That(await CountAsync(CountKind.Exact), Is.EqualTo(new ListCount(2, CountKind.Exact)));
        Assert.That(kept, Has.Count.EqualTo(1));
        useCases.Cache.Verify(cache => cache.SetAsync(
            It.IsAny<string>(), It.IsAny<ReadOnlyMemory<byte>>(), EstimatedCounts.Lifetime, It.IsAny<CancellationToken>()));
    }

    [Test]
    public async Task What_is_buffered_is_in_an_estimated_count_at_once_and_once_it_is_replicated()
    {
        KeepInCache();
        await CountAsync(CountKind.Estimated);
        await useCases.SendAsync(new StartObservation { ObsUnitId = 1, Id = Id(2) });
        Assert.That((await CountAsync(CountKind.Estimated))!.Value, Is.EqualTo(1));

        useCases.Executions.Rows.Add(Execution(2));
        useCases.Feed.Setup(port => port.ReadAsync(It.IsAny<OverlayVersion?>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new OverlayUpdate(new OverlayVersion("life", 2), IsSnapshot: true, []));
        Assert.That((await CountAsync(CountKind.Estimated))!.Value, Is.EqualTo(1));
    }

    [Test]
    public async Task Each_filter_has_an_estimate_of_its_own()
    {
        useCases.Executions.Rows.AddRange([Execution(1, obsUnitId: 1), Execution(2, obsUnitId: 2)]);
        KeepInCache();
        await CountAsync(CountKind.Estimated);
        Assert.That((await CountAsync(CountKind.Estimated, new RecordFilter<ExecutedObsUnit>().Where(ExecutedObsUnits.ObsUnitId, 1)))!.Value, Is.EqualTo(1));
    }

    [Test]
    public async Task A_cache_that_keeps_nothing_leaves_every_estimate_exact()
    {
        await CountAsync(CountKind.Estimated);
        useCases.Executions.Rows.Add(Execution(1));
        Assert.That(await CountAsync(CountKind.Estimated), Is.EqualTo(new ListCount(1, CountKind.Estimated)));
    }

    [TestCase(0)]
    [TestCase(1_001)]
    public async Task A_limit_out_of_range_is_refused_by_its_name(int limit) => Assert.That(
        await useCases.FaultyFieldsAsync(new ListObservations(new(), new Paging { Limit = limit })), Is.EqualTo(new[] { "limit" }));

    [Test]
    public async Task Another_cursor_is_refused_by_its_name() => Assert.That(
        await useCases.FaultyFieldsAsync(new ListObservations(new(), new Paging { Cursor = "x" })), Is.EqualTo(new[] { "cursor" }));

    private async Task<ListCount?> CountAsync(CountKind kind, RecordFilter<ExecutedObsUnit>? filter = null) =>
        (await useCases.SendAsync(new ListObservations(filter ?? new(), new Paging { Limit = 1, Count = kind }))).Count;

    private Dictionary<string, byte[]> KeepInCache()
    {
        var kept = new Dictionary<string, byte[]>();
        useCases.Cache.Setup(cache => cache.GetAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string key, CancellationToken _) => kept.GetValueOrDefault(key));
        useCases.Cache.Setup(cache => cache.SetAsync(
                It.IsAny<string>(), It.IsAny<ReadOnlyMemory<byte>>(), It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .Callback((string key, ReadOnlyMemory<byte> value, TimeSpan _, CancellationToken _) => kept[key] = value.ToArray())
            .Returns(Task.CompletedTask);
        return kept;
    }
}
