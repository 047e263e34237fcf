using System.Text.Json.Nodes;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Rehearsals;
using CcatOps.Application.Resources;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Postgres;
using CcatOps.Infrastructure.IntegrationTests.Sites;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>A rehearsal reports the same in every main database, and leaves nothing behind.</summary>
internal abstract class RehearsalContract(DatabaseType databaseType)
{
    private readonly Guid execution = Guid.CreateVersion7();
    private TestSite site = null!;
    private IRehearsal rehearsal = null!;

    /// <summary>Prepares the site's database before it is used.</summary>
    public Func<TestSite, Task> Prepare { get; init; } = _ => Task.CompletedTask;

    [SetUp]
    public async Task StartAsync()
    {
        site = await TestSite.CreateAsync(databaseType: databaseType);
        await Prepare(site);
        rehearsal = site.Get<IRehearsal>();
        await site.QueryAsync<object>("insert into obs_unit (id, name) values (1, 'hebe') returning id");
    }

    [TearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task A_chain_is_tried_in_order_and_nothing_of_it_stays()
    {
        var outcomes = await TryAsync(Start(execution, 1), Finish(execution), Start(Guid.CreateVersion7(), 1));

        Assert.That(outcomes, Is.All.TypeOf<RehearsalOutcome.Applied>());
        Assert.That(await site.QueryAsync<long>("select count(*) from executed_obs_unit"), Is.Zero);
        Assert.That(await site.QueryAsync<long>("select count(*) from applied_transaction"), Is.Zero);
    }

    [Test]
    public async Task A_refused_one_parks_its_followers_and_spoils_nothing_else()
    {
        var outcomes = await TryAsync(Start(execution, 4711), Finish(execution), Start(Guid.CreateVersion7(), 1));

        Assert.That(((RehearsalOutcome.Refused)outcomes[0]).Failure.SqlState, Is.EqualTo("23503"));
        Assert.That(((RehearsalOutcome.Refused)outcomes[0]).Failure.Table, Is.EqualTo("executed_obs_unit"));
        Assert.That(outcomes[1], Is.TypeOf<RehearsalOutcome.Parked>());
        Assert.That(outcomes[2], Is.TypeOf<RehearsalOutcome.Applied>());
    }

    [Test]
    public async Task One_that_main_has_is_known()
    {
        var transaction = Start(execution, 1);
        await site.Get<Application.Writes.IDirectWriter>().WriteAsync(transaction, CancellationToken.None);

        Assert.That(await TryAsync(transaction, Finish(execution)), Is.EqualTo(new RehearsalOutcome[]
        {
            new RehearsalOutcome.Known(), new RehearsalOutcome.Applied(),
        }));
    }

    [Test]
    public async Task Nothing_to_try_is_no_trouble() => Assert.That(await TryAsync(), Is.Empty);

    [Test]
    public async Task Decisions_are_read_as_they_were_written_the_newest_first()
    {
        var events = site.Get<IRecordReader<AuditEvent>>();
        var (first, second) = (Event(1, AuditAction.Pause, about: null), Event(2, AuditAction.Discard, about: execution));
        foreach (var record in new[] { first, second })
            await site.Get<Application.Writes.IDirectWriter>().WriteAsync(Transaction($"audit:{record.Id}", Insert(record)), CancellationToken.None);

        var all = await events.PageAsync(new RecordFilter<AuditEvent>(), null, 10, CancellationToken.None);
        Assert.That(all.Select(record => record.Id), Is.EqualTo(new[] { second.Id, first.Id }));
        Assert.That(all[0] with { TransactionId = null, Details = null }, Is.EqualTo(second with { Details = null }));
        Assert.That(all[0].Details!["followers"]!.ToString(), Is.EqualTo("discard"));
        Assert.That(await IdsAsync(new RecordFilter<AuditEvent>().Where(AuditEvents.Action, AuditAction.Pause)), Is.EqualTo(new[] { first.Id }));
        Assert.That(await IdsAsync(new RecordFilter<AuditEvent>().Where(AuditEvents.TransactionId, execution)), Is.EqualTo(new[] { second.Id }));
        Assert.That(await IdsAsync(new RecordFilter<AuditEvent>().Where(AuditEvents.Principal, "nobody")), Is.Empty);
        Assert.That(await IdsAsync(new RecordFilter<AuditEvent>().Where(AuditEvents.MinAt, second.At)), Is.EqualTo(new[] { second.Id }));
        Assert.That(await IdsAsync(new RecordFilter<AuditEvent>().Where(AuditEvents.MaxAt, second.At)), Is.EqualTo(new[] { first.Id }));
        Assert.That(await IdsAsync(new RecordFilter<AuditEvent>(), ListPlace.NewestFirst(second.At, second.Id)), Is.EqualTo(new[] { first.Id }));
        Assert.That(await events.CountAsync(new RecordFilter<AuditEvent>(), [$"{first.Id}"], CancellationToken.None), Is.EqualTo(1));
        Assert.That((await events.FindAsync([$"{first.Id}"], CancellationToken.None))[0].AboutTransactionId, Is.Null);

        async Task<IEnumerable<Guid>> IdsAsync(RecordFilter<AuditEvent> filter, ListPlace? after = null) =>
            (await events.PageAsync(filter, after, 10, CancellationToken.None)).Select(record => record.Id);
    }

    private Task<IReadOnlyList<RehearsalOutcome>> TryAsync(params Transaction[] chain) => rehearsal.TryAsync(chain, CancellationToken.None);

    private Transaction Start(Guid id, int obsUnit) => Transaction($"executed_obs_unit:{id}", new Change(
        ChangeKind.Insert, "executed_obs_unit", id.ToString(), new JsonObject
        {
            ["id"] = id,
            ["obs_unit_id"] = obsUnit,
            ["status"] = "running",
            ["start_time"] = "2023-03-28T02:38:42Z",
        }));

    private Transaction Finish(Guid id) => Transaction($"executed_obs_unit:{id}", new Change(
        ChangeKind.Update,
        "executed_obs_unit",
        id.ToString(),
        new JsonObject { ["status"] = "completed" },
        new JsonObject { ["status"] = "running" }));

    private static Change Insert(AuditEvent record) => new(ChangeKind.Insert, "audit_event", record.Id.ToString(), new JsonObject
    {
        ["id"] = record.Id,
        ["site_name"] = record.SiteName,
        ["at"] = record.At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        ["principal"] = record.Principal,
        ["action"] = record.Action.ToString().ToLowerInvariant(),
        ["about_transaction_id"] = record.AboutTransactionId,
        ["reason"] = record.Reason,
        ["details"] = record.Details?.DeepClone(),
    });

    private AuditEvent Event(int second, AuditAction action, Guid? about) => new()
    {
        Id = Guid.CreateVersion7(),
        SiteName = site.Config.SiteName,
        At = DateTimeOffset.UnixEpoch.AddSeconds(second),
        Principal = "ada",
        Action = action,
        AboutTransactionId = about,
        Reason = "a test",
        Details = new JsonObject { ["followers"] = "discard" },
    };

    private Transaction Transaction(string entity, Change change) => new()
    {
        Id = Guid.CreateVersion7(),
        SiteName = site.Config.SiteName,
        Operation = "test",
        Principal = "anonymous",
        Entities = [entity],
        Changes = [change],
        AcceptedAt = DateTimeOffset.UnixEpoch,
        RequestHash = "00",
    };
}

internal sealed class PostgresRehearsalTests() : RehearsalContract(DatabaseType.PostgreSql);

internal sealed class DividedRehearsalTests : RehearsalContract
{
    public DividedRehearsalTests()
        : base(DatabaseType.PostgreSql) => Prepare = Divided.TwoMonthsAgoAsync;
}

internal sealed class SqliteRehearsalTests() : RehearsalContract(DatabaseType.Sqlite);
