using System.Text.Json.Nodes;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Resources;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Postgres;
using CcatOps.Infrastructure.IntegrationTests.Sites;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>The contract of every local database, on which the merge with the overlay relies.</summary>
internal abstract class RecordReaderContract(DatabaseType databaseType)
{
    private static readonly DateTimeOffset Start = new(2023, 3, 28, 2, 38, 42, TimeSpan.Zero);

    private TestSite site = null!;
    private IRecordReader<ExecutedObsUnit> executions = null!;
    private IRecordReader<RawDataFile> files = null!;
    private IRecordReader<ObsUnit> obsUnits = null!;

    /// <summary>Prepares the site's database before it is used.</summary>
    public Func<TestSite, Task> Prepare { get; init; } = _ => Task.CompletedTask;

    [SetUp]
    public async Task StartAsync()
    {
        site = await TestSite.CreateAsync(SiteType.Main, databaseType: databaseType);
        await Prepare(site);
        executions = site.Get<IRecordReader<ExecutedObsUnit>>();
        files = site.Get<IRecordReader<RawDataFile>>();
        obsUnits = site.Get<IRecordReader<ObsUnit>>();
        await WriteAsync(
            Tables.ObsUnit,
            new JsonObject { ["id"] = 1, ["name"] = "hebe", ["ra"] = 85, ["configuration"] = new JsonObject { ["a"] = 1 } });
        await WriteAsync(Tables.ObsUnit, new JsonObject { ["id"] = 2, ["name"] = "M1" });
    }

    [TearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task Every_column_reads_back_as_it_was_written()
    {
        var id = Guid.CreateVersion7();
        await ExecuteAsync(id, 1, "completed", Start.AddMicroseconds(1), new JsonObject
        {
            ["end_time"] = "2023-03-28T04:38:43.5+02:00",
            ["instrument_module"] = "CHAI-1",
            ["conditions"] = new JsonObject { ["pwv_mm"] = 0.42, ["note"] = "dünn" },
            ["comment"] = "it's 'fine'",
        });

        var read = (await executions.FindAsync([id.ToString()], CancellationToken.None)).Single();
        Assert.That(read with { Conditions = null, TransactionId = null, RawDataFiles = [] }, Is.EqualTo(new ExecutedObsUnit
        {
            Id = id,
            ObsUnitId = 1,
            Status = ExecutionStatus.Completed,
            StartTime = Start.AddMicroseconds(1),
            EndTime = new DateTimeOffset(2023, 3, 28, 2, 38, 43, 500, TimeSpan.Zero),
            InstrumentModule = "CHAI-1",
            Comment = "it's 'fine'",
            RawDataFiles = [],
        }));
        Assert.That(read.Conditions!["note"]!.ToString(), Is.EqualTo("dünn"));
        Assert.That(read.Conditions["pwv_mm"]!.GetValue<double>(), Is.EqualTo(0.42));
        Assert.That(read.TransactionId, Is.Not.Null);
    }

    [Test]
    public async Task The_first_files_of_each_execution_come_with_the_count_of_all()
    {
        Guid[] ids = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];
        foreach (var id in ids)
            await ExecuteAsync(id, 1, "running", Start, null);
        var written = new List<Guid>();
        foreach (var (execution, number) in new[] { (0, 1), (0, 2), (0, 3), (1, 4) })
        {
            // Times of their own: the order of two ids of one millisecond is left to chance.
            written.Add(Guid.CreateVersion7(Start.AddSeconds(number)));
            await WriteAsync(Tables.RawDataFile, new JsonObject
            {
                ["id"] = written[^1].ToString(),
                ["executed_obs_unit_id"] = ids[execution].ToString(),
                ["name"] = $"{number}.fits",
            });
        }

        var found = await site.Get<IFilesOfExecutions>().FirstAsync(ids, 1, [written[0]], CancellationToken.None);

        Assert.That(found.First.Select(file => file.Name).Order(), Is.EqualTo(new[] { "2.fits", "4.fits" }));
        Assert.That(found.Counts, Is.EquivalentTo(new Dictionary<Guid, long> { [ids[0]] = 2, [ids[1]] = 1 }));
    }

    [Test]
    public async Task Planned_units_keep_their_numbers_and_new_ids_are_never_given_twice()
    {
        var unit = (await obsUnits.FindAsync(["1"], CancellationToken.None)).Single();
        Assert.That((unit.Ra, unit.Dec, unit.Configuration!["a"]!.GetValue<int>()), Is.EqualTo((85.0, (double?)null, 1)));

        var ids = site.Get<IIntegerKeys>();
        var given = new[] { await ids.NextAsync(Tables.ObsUnit, CancellationToken.None), await ids.NextAsync(Tables.ObsUnit, CancellationToken.None) };
        Assert.That(given, Is.Unique.And.Ordered.Ascending);
    }

    [Test]
    public async Task Executions_page_through_newest_first_and_by_id_where_times_are_equal()
    {
        var places = new List<ListPlace>();
        for (var i = 0; i < 12; i++)
        {
            // 5 µs after 25 µs and before 10 µs, had texts of uneven length been compared.
            var (time, id) = (Start.AddMicroseconds(i / 2 * 5), Guid.NewGuid());
            places.Add(ListPlace.NewestFirst(time, id));
            await ExecuteAsync(id, 1, "running", time);
        }

        var seen = new List<ListPlace>();
        ListPlace? after = null;
        while (await executions.PageAsync(new RecordFilter<ExecutedObsUnit>(), after, 5, CancellationToken.None) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(record => ListPlace.NewestFirst(record.StartTime, record.Id)));
            after = seen[^1];
        }

        Assert.That(seen, Is.EqualTo(places.Order()));
    }

    [Test]
    public async Task The_order_of_uuids_is_that_of_the_merge()
    {
        var execution = Guid.CreateVersion7();
        await ExecuteAsync(execution, 1, "running", Start);
        for (var i = 0; i < 40; i++)
            await FileAsync(Guid.NewGuid(), execution, $"{i}.fts");

        var page = await files.PageAsync(new RecordFilter<RawDataFile>(), null, 100, CancellationToken.None);
        var rest = await files.PageAsync(new RecordFilter<RawDataFile>(), ListPlace.ById(page[9].Id), 100, CancellationToken.None);
        Assert.That(page, Has.Count.EqualTo(40).And.Ordered.Ascending.By(nameof(RawDataFile.Id)));
        Assert.That(rest.Select(file => file.Id), Is.EqualTo(page.Skip(10).Select(file => file.Id)));
    }

    [Test]
    public async Task Filters_and_counts_agree()
    {
        for (var i = 0; i < 6; i++)
            await ExecuteAsync(Guid.CreateVersion7(), 1 + (i % 2), i < 3 ? "running" : "failed", Start.AddSeconds(i));

        RecordFilter<ExecutedObsUnit>[] filters =
        [
            new(),
            new RecordFilter<ExecutedObsUnit>().Where(ExecutedObsUnits.ObsUnitId, 2),
            new RecordFilter<ExecutedObsUnit>().Where(ExecutedObsUnits.ObsUnitId, 1, 2).Where(ExecutedObsUnits.Status, ExecutionStatus.Failed),
            new RecordFilter<ExecutedObsUnit>().Where(ExecutedObsUnits.Status, ExecutionStatus.Running, ExecutionStatus.Completed),
            new RecordFilter<ExecutedObsUnit>().Where(ExecutedObsUnits.MinStartTime, Start.AddSeconds(1)).Where(ExecutedObsUnits.MaxStartTime, Start.AddSeconds(4)),
            new RecordFilter<ExecutedObsUnit>().Where(ExecutedObsUnits.ObsUnitId, 3),
        ];
        var all = await executions.PageAsync(new RecordFilter<ExecutedObsUnit>(), null, 100, CancellationToken.None);
        foreach (var filter in filters)
        {
            var page = await executions.PageAsync(filter, null, 100, CancellationToken.None);
            Assert.That(page.Select(record => record.Id), Is.EqualTo(all.Where(filter.Matches).Select(record => record.Id)));
            Assert.That(await executions.CountAsync(filter, [], CancellationToken.None), Is.EqualTo(page.Count));
            Assert.That(
                await executions.CountAsync(filter, [all[0].Id.ToString(), Guid.NewGuid().ToString()], CancellationToken.None),
                Is.EqualTo(page.Count(record => record.Id != all[0].Id)));
        }
    }

    [Test]
    public async Task Files_and_planned_units_filter_and_count_by_name()
    {
        var execution = Guid.CreateVersion7();
        await ExecuteAsync(execution, 1, "running", Start);
        var file = Guid.CreateVersion7();
        await FileAsync(file, execution, "a.fts");
        await FileAsync(Guid.CreateVersion7(), execution, "b.fts");

        var named = new RecordFilter<RawDataFile>().Where(RawDataFiles.Name, "a.fts", "c.fts").Where(RawDataFiles.ExecutedObsUnitId, execution);
        var found = await files.PageAsync(named, null, 10, CancellationToken.None);
        Assert.That(found.Select(each => (each.Id, each.SizeBytes)), Is.EqualTo(new[] { (file, (long?)5_000_000_000) }));
        Assert.That(await files.CountAsync(named, [], CancellationToken.None), Is.EqualTo(1));
        Assert.That(await files.CountAsync(new RecordFilter<RawDataFile>(), [file.ToString()], CancellationToken.None), Is.EqualTo(1));
        Assert.That(await obsUnits.CountAsync(new RecordFilter<ObsUnit>().Where(ObsUnits.Name, "hebe"), [], CancellationToken.None), Is.EqualTo(1));
        Assert.That(await obsUnits.CountAsync(new RecordFilter<ObsUnit>(), ["1"], CancellationToken.None), Is.EqualTo(1));
        Assert.That(
            (await obsUnits.PageAsync(new RecordFilter<ObsUnit>(), ListPlace.ById(1), 10, CancellationToken.None)).Select(unit => unit.Name),
            Is.EqualTo(new[] { "M1" }));
    }

    private Task ExecuteAsync(Guid id, int obsUnitId, string status, DateTimeOffset start, JsonObject? more = null)
    {
        var values = more ?? [];
        values["id"] = id;
        values["obs_unit_id"] = obsUnitId;
        values["status"] = status;
        values["start_time"] = start.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture);
        return WriteAsync(Tables.ExecutedObsUnit, values);
    }

    private Task FileAsync(Guid id, Guid execution, string name) => WriteAsync(Tables.RawDataFile, new JsonObject
    {
        ["id"] = id,
        ["executed_obs_unit_id"] = execution,
        ["name"] = name,
        ["size_bytes"] = 5_000_000_000,
    });

    private Task WriteAsync(Table table, JsonObject values)
    {
        var key = values[table.Key]!.ToString();
        foreach (var column in table.Columns.Where(column => !values.ContainsKey(column)))
            values[column] = null;
        return site.Get<IDirectWriter>().WriteAsync(
            new Transaction
            {
                Id = Guid.CreateVersion7(),
                SiteName = site.Config.SiteName,
                Operation = "test",
                Principal = "anonymous",
                Entities = [Transaction.Entity(table.Name, key)],
                Changes = [new Change(ChangeKind.Insert, table.Name, key, values)],
                AcceptedAt = Start,
                RequestHash = "00",
            },
            CancellationToken.None);
    }
}

internal sealed class PostgresRecordReaderTests() : RecordReaderContract(DatabaseType.PostgreSql);

internal sealed class DividedRecordReaderTests : RecordReaderContract
{
    public DividedRecordReaderTests()
        : base(DatabaseType.PostgreSql) => Prepare = Divided.TwoMonthsAgoAsync;
}

internal sealed class SqliteRecordReaderTests() : RecordReaderContract(DatabaseType.Sqlite);
