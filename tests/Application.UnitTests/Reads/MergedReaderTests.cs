using System.Text.Json.Nodes;
using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Resources;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CsCheck;
using static CcatOps.Application.UnitTests.Reads.OverlayTests;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Reads;

public sealed class MergedReaderTests
{
    private static readonly RecordFilter<ExecutedObsUnit> Any = new();
    private static readonly RecordFilter<ExecutedObsUnit> Running = new RecordFilter<ExecutedObsUnit>().Where(ExecutedObsUnits.Status, ExecutionStatus.Running);
    private static readonly RecordFilter<ExecutedObsUnit> Completed = new RecordFilter<ExecutedObsUnit>().Where(ExecutedObsUnits.Status, ExecutionStatus.Completed);

    private FakeRecordReader<ExecutedObsUnit> database = null!;
    private MergedReader<ExecutedObsUnit> reader = null!;

    [SetUp]
    public void Make_a_reader()
    {
        database = new();
        reader = new(database, NoEstimates);
    }

    [TestCase(false, false, false, null)]
    [TestCase(false, false, true, null)]
    [TestCase(false, true, false, "running")]
    [TestCase(false, true, true, "completed")]
    [TestCase(true, false, false, "running")]
    [TestCase(true, false, true, "completed")]
    [TestCase(true, true, false, "running")]
    [TestCase(true, true, true, "completed")]
    public async Task A_record_is_found_wherever_it_is(bool stored, bool inserted, bool finished, string? status)
    {
        if (stored)
            database.Rows.Add(Execution(7));
        var overlay = With([.. Events(inserted, finished)]);

        var found = await FindAsync(overlay, 7);
        var listed = await PageAsync(overlay, Any);
        Assert.That(found?.Status.ToString().ToLowerInvariant(), Is.EqualTo(status));
        Assert.That(
            listed.Select(record => (record.Id, record.Status, record.Sync)),
            Is.EqualTo(new[] { found }.OfType<ExecutedObsUnit>().Select(record => (record.Id, record.Status, record.Sync))));
        Assert.That(await CountAsync(overlay, Any), Is.EqualTo(listed.Count));

        static IEnumerable<OverlayEvent> Events(bool inserted, bool finished)
        {
            if (inserted)
                yield return Taken(1, Insert(Execution(7)));
            if (finished)
                yield return Taken(2, Finish(Id(7)));
        }
    }

    [Test]
    public async Task A_record_of_the_database_alone_is_replicated()
    {
        database.Rows.Add(Execution(7) with { TransactionId = Id(70) });
        Assert.That((await FindAsync(OverlaySnapshot.Empty, 7))!.Sync, Is.EqualTo(new Sync(TransactionState.Replicated, Id(70))));
    }

    [Test]
    public async Task A_record_of_the_overlay_carries_the_state_of_its_newest_transaction()
    {
        database.Rows.Add(Execution(7) with { TransactionId = Id(70) });
        var overlay = With(Taken(1, Finish(Id(7))), Moved(TransactionState.Committed, 1));
        Assert.That((await FindAsync(overlay, 7))!.Sync, Is.EqualTo(new Sync(TransactionState.Committed, Id(1), new Lsn(100))));
    }

    [Test]
    public async Task A_patch_takes_everything_else_from_the_database()
    {
        database.Rows.Add(Execution(7, obsUnitId: 3) with { Comment = "clear sky", Conditions = new JsonObject { ["pwv"] = 0.4 } });
        var found = await FindAsync(With(Taken(1, Finish(Id(7)))), 7);
        Assert.That((found!.ObsUnitId, found.Comment, found.Status), Is.EqualTo((3, "clear sky", ExecutionStatus.Completed)));
        Assert.That(found.Conditions!.ToJsonString(), Is.EqualTo("""{"pwv":0.4}"""));
        Assert.That(found.EndTime, Is.EqualTo(Now.AddMinutes(5)));
    }

    [Test]
    public async Task A_deleted_record_is_nowhere()
    {
        database.Rows.AddRange([Execution(7), Execution(8)]);
        var overlay = With(Taken(1, Delete(Id(7))));
        Assert.That(await FindAsync(overlay, 7), Is.Null);
        Assert.That(Numbers(await PageAsync(overlay, Any)), Is.EqualTo(new[] { Id(8) }));
        Assert.That(await CountAsync(overlay, Any), Is.EqualTo(1));
    }

    [Test]
    public async Task A_buffered_finish_moves_a_record_from_the_running_to_the_completed_ones()
    {
        database.Rows.AddRange([Execution(7), Execution(8)]);
        var overlay = With(Taken(1, Finish(Id(7))));
        Assert.That(Numbers(await PageAsync(overlay, Running)), Is.EqualTo(new[] { Id(8) }));
        Assert.That(Numbers(await PageAsync(overlay, Completed)), Is.EqualTo(new[] { Id(7) }));
        Assert.That((await CountAsync(overlay, Running), await CountAsync(overlay, Completed)), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task A_filter_by_parent_sees_the_overlay_too()
    {
        database.Rows.AddRange([Execution(1, obsUnitId: 1), Execution(2, obsUnitId: 2)]);
        var overlay = With(
            Taken(1, Insert(Execution(3, obsUnitId: 1)), Insert(Execution(4, obsUnitId: 2))),
            Taken(2, Finish(Id(1)), Finish(Id(2))));
        Assert.That(
            Numbers(await PageAsync(overlay, new RecordFilter<ExecutedObsUnit>().Where(ExecutedObsUnits.ObsUnitId, 1))), Is.EquivalentTo(new[] { Id(1), Id(3) }));
        Assert.That(await PageAsync(overlay, new RecordFilter<ExecutedObsUnit>().Where(ExecutedObsUnits.ObsUnitId, 1, 2)), Has.Count.EqualTo(4));
    }

    [TestCase(TransactionState.Buffered, new[] { 2 })]
    [TestCase(TransactionState.Committed, new[] { 3 })]
    [TestCase(TransactionState.Replicated, new[] { 1 })]
    [TestCase(TransactionState.Failed, new int[0])]
    public async Task A_filter_by_state_sees_where_each_record_is(TransactionState state, int[] numbers)
    {
        database.Rows.AddRange([Execution(1), Execution(3)]);
        var overlay = With(Taken(2, Insert(Execution(2))), Taken(3, Finish(Id(3))), Moved(TransactionState.Committed, 3));
        var filter = new RecordFilter<ExecutedObsUnit> { SyncStates = [state] };
        Assert.That(Numbers(await PageAsync(overlay, filter)), Is.EquivalentTo(numbers.Select(Id)));
        Assert.That(await CountAsync(overlay, filter), Is.EqualTo(numbers.Length));
    }

    [Test]
    public async Task A_filter_by_several_states_means_any_of_them()
    {
        database.Rows.AddRange([Execution(1), Execution(3)]);
        var overlay = With(Taken(2, Insert(Execution(2))), Taken(3, Finish(Id(3))), Moved(TransactionState.Committed, 3));
        var filter = new RecordFilter<ExecutedObsUnit> { SyncStates = [TransactionState.Buffered, TransactionState.Replicated] };
        Assert.That(Numbers(await PageAsync(overlay, filter)), Is.EquivalentTo(new[] { Id(1), Id(2) }));
    }

    [Test]
    public async Task What_the_overlay_knows_entirely_is_found_while_the_database_is_away()
    {
        database.IsAway = true;
        Assert.That(await FindAsync(With(Taken(1, Insert(Execution(7)))), 7), Is.Not.Null);
    }

    [Test]
    public async Task What_needs_the_database_says_so_while_it_is_away()
    {
        database.IsAway = true;
        var overlay = With(Taken(1, Finish(Id(7))), Taken(2, Insert(Execution(8))));
        await Assert.ThatAsync(() => FindAsync(overlay, 7), Throws.TypeOf<LocalDatabaseUnavailableException>());
        await Assert.ThatAsync(() => FindAsync(overlay, 9), Throws.TypeOf<LocalDatabaseUnavailableException>());
        await Assert.ThatAsync(() => PageAsync(overlay, Any), Throws.TypeOf<LocalDatabaseUnavailableException>());
    }

    [Test]
    public async Task A_page_of_records_that_are_all_overlaid_goes_on_to_the_next_ones()
    {
        database.Rows.AddRange(Enumerable.Range(1, 50).Select(number => At(number, minute: number)));
        var overlay = With([.. Enumerable.Range(11, 40).Select(number => Taken(number, Finish(Id(number))))]);
        var page = await reader.PageAsync(overlay, Running, after: null, 5, CancellationToken.None);
        Assert.That(Numbers(page), Is.EqualTo(new[] { Id(10), Id(9), Id(8), Id(7), Id(6) }));
    }

    [TestCase(7)]
    [TestCase(50)]
    [TestCase(499)]
    [TestCase(500)]
    [TestCase(1_000)]
    public async Task Paging_gives_each_of_500_records_once_and_in_order(int limit)
    {
        var (overlay, expected) = RandomMerge(new Random(limit), 500);
        foreach (var filter in new[] { Any, Running, Completed })
        {
            var wanted = expected
                .Where(filter.Matches)
                .OrderBy(RecordType<ExecutedObsUnit>.PlaceOf)
                .Select(record => (record.Id, record.Status))
                .ToArray();
            var read = await ReadAllAsync(overlay, filter, limit);
            Assert.That(read.Select(record => (record.Id, record.Status)), Is.EqualTo(wanted));
            Assert.That(await CountAsync(overlay, filter), Is.EqualTo(wanted.Length));
        }
    }

    [Test]
    public async Task Merged_paging_is_paging_through_the_merged_set() =>
        await Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[0, 40], Gen.Int[1, 12]).SampleAsync(async (seed, count, limit) =>
        {
            Make_a_reader();
            var (overlay, expected) = RandomMerge(new Random(seed), count);
            var wanted = expected.OrderBy(RecordType<ExecutedObsUnit>.PlaceOf).Select(record => record.Id);
            return (await ReadAllAsync(overlay, Any, limit)).Select(record => record.Id).SequenceEqual(wanted);
        }, threads: 1);

    [Test]
    public async Task The_last_page_has_no_next()
    {
        database.Rows.AddRange([Execution(1), Execution(2)]);
        Assert.That((await ListAsync(OverlaySnapshot.Empty, new Paging { Limit = 2 })).Next, Is.Null);
        Assert.That((await ListAsync(OverlaySnapshot.Empty, new Paging { Limit = 1 })).Next, Is.Not.Null);
    }

    [Test]
    public async Task The_count_is_given_when_asked_for_only()
    {
        database.Rows.AddRange([Execution(1), Execution(2)]);
        Assert.That((await ListAsync(OverlaySnapshot.Empty, new Paging { Limit = 1, Count = CountKind.Exact })).Count?.Value, Is.EqualTo(2));
        Assert.That((await ListAsync(OverlaySnapshot.Empty, new Paging())).Count, Is.Null);
    }

    /// <summary>Fills the database and an overlay at random, and says what the two together hold.</summary>
    private (OverlaySnapshot Overlay, List<ExecutedObsUnit> Expected) RandomMerge(Random random, int count)
    {
        var events = new List<OverlayEvent>();
        var expected = new List<ExecutedObsUnit>();
        for (var number = 1; number <= count; number++)
        {
            // Few different times, so that the id has to decide.
            var record = At(number, minute: random.Next(count / 4 + 1));
            var (stored, inserted) = (random.Next(3) > 0, random.Next(3) == 0);
            if (stored)
                database.Rows.Add(record);
            if (inserted)
                events.Add(Taken(number * 2, Insert(record)));
            if (!stored && !inserted)
                continue;

            switch (random.Next(4))
            {
                case 0:
                    events.Add(Taken((number * 2) + 1, Finish(record.Id)));
                    expected.Add(record with { Status = ExecutionStatus.Completed });
                    break;
                case 1 when random.Next(4) == 0:
                    events.Add(Taken((number * 2) + 1, Delete(record.Id)));
                    break;
                default:
                    expected.Add(record);
                    break;
            }
        }

        return (With([.. events]), expected);
    }

    private async Task<List<ExecutedObsUnit>> ReadAllAsync(OverlaySnapshot overlay, RecordFilter<ExecutedObsUnit> filter, int limit)
    {
        var all = new List<ExecutedObsUnit>();
        string? cursor = null;
        do
        {
            var paging = new Paging { Limit = limit, Cursor = cursor };
            var page = await reader.ListAsync(overlay, filter, paging, CancellationToken.None);
            all.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        return all;
    }

    private static ExecutedObsUnit At(int number, int minute) => Execution(number) with { StartTime = Now.AddMinutes(minute) };

    private Task<ExecutedObsUnit?> FindAsync(OverlaySnapshot overlay, int number) =>
        reader.FindAsync(overlay, Id(number).ToString(), CancellationToken.None);

    private Task<IReadOnlyList<ExecutedObsUnit>> PageAsync(OverlaySnapshot overlay, RecordFilter<ExecutedObsUnit> filter) =>
        reader.PageAsync(overlay, filter, after: null, 100, CancellationToken.None);

    private Task<Listing<ExecutedObsUnit>> ListAsync(OverlaySnapshot overlay, Paging paging) =>
        reader.ListAsync(overlay, Any, paging, CancellationToken.None);

    private async Task<long?> CountAsync(OverlaySnapshot overlay, RecordFilter<ExecutedObsUnit> filter) =>
        (await reader.ListAsync(overlay, filter, new Paging { Limit = 1, Count = CountKind.Exact }, CancellationToken.None)).Count?.Value;

    private static IEnumerable<Guid> Numbers(IEnumerable<ExecutedObsUnit> records) => records.Select(record => record.Id);
}
