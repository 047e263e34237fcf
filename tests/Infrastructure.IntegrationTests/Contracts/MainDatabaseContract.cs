using System.Text.Json.Nodes;
using CcatOps.Application.Draining;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Replication;
using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Postgres;
using CcatOps.Infrastructure.IntegrationTests.Sites;
using CcatOps.Infrastructure.Sql;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>The contract of every main database, on which the drain relies.</summary>
internal abstract class MainDatabaseContract(DatabaseType databaseType)
{
    private Guid id;
    private TestSite site = null!;
    private IMainDatabase main = null!;
    private long epoch;
    private long sequence;

    /// <summary>Prepares the site's database before it is used.</summary>
    public Func<TestSite, Task> Prepare { get; init; } = _ => Task.CompletedTask;

    [SetUp]
    public async Task StartAsync()
    {
        id = Guid.CreateVersion7();
        site = await TestSite.CreateAsync(databaseType: databaseType);
        await Prepare(site);
        main = Adapt(site.Get<IMainDatabase>(), site);
        epoch = (await main.AcquireEpochAsync(site.Config.SiteName, CancellationToken.None)).Value;
        await site.QueryAsync<object>("insert into obs_unit (id, name) values (1, 'hebe') returning id");
    }

    [TearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    /// <summary>Replaces the site's adapter; returns the adapter itself, unless a test breaks it.</summary>
    public Func<IMainDatabase, TestSite, IMainDatabase> Adapt { get; init; } = (sound, _) => sound;

    [Test]
    public async Task Changes_to_one_row_keep_their_order_within_a_batch()
    {
        await AppliedAsync(
            Transaction(Insert(id)),
            Transaction(Update("running", "first")),
            Transaction(Update("completed", "second")),
            Transaction(new Change(ChangeKind.Delete, "executed_obs_unit", id.ToString())),
            Transaction(Insert(id)),
            Transaction(Update("failed", "last")));

        Assert.That(await site.QueryAsync<string>("select status || ' ' || comment from executed_obs_unit"), Is.EqualTo("failed last"));
        Assert.That(await MarkersAsync(), Is.EqualTo(6));
    }

    [Test]
    public async Task An_update_of_a_missing_row_refuses_the_whole_batch()
    {
        var failure = await RefusedAsync(Transaction(Insert(Guid.CreateVersion7())), Transaction(Update("completed", "x")));

        Assert.That(failure.Class, Is.EqualTo(FailureClass.Permanent));
        Assert.That(await MarkersAsync(), Is.Zero);
        Assert.That(await site.QueryAsync<long>("select count(*) from executed_obs_unit"), Is.Zero);
    }

    [Test]
    public async Task An_update_of_a_row_that_is_not_as_expected_is_refused()
    {
        await ApplyAsync(Transaction(Insert(id)), Transaction(Update("completed", "x")));
        await RefusedAsync(Transaction(
            Update("failed", "y") with { Expected = new JsonObject { ["status"] = "running" } }));

        Assert.That(await site.QueryAsync<string>("select comment from executed_obs_unit"), Is.EqualTo("x"));
    }

    [Test]
    public async Task A_transaction_is_never_applied_twice()
    {
        var transaction = Transaction(Insert(id));
        await ApplyAsync(transaction);
        await RefusedAsync(transaction);

        var applied = await main.FindAppliedAsync([transaction.Transaction.Id, Guid.CreateVersion7()], CancellationToken.None);
        Assert.That(applied.Ids, Is.EqualTo(new[] { transaction.Transaction.Id }));
    }

    [Test]
    public async Task A_reference_to_nothing_refuses_the_whole_batch_and_is_named()
    {
        var dangling = Insert(Guid.CreateVersion7());
        dangling.Values!["obs_unit_id"] = 4711;
        var failure = await RefusedAsync(Transaction(Insert(id)), Transaction(dangling));

        Assert.That(failure.SqlState, Is.EqualTo("23503"));
        Assert.That(failure.ToString(), Does.Contain("(obs_unit_id)=(4711)"));
        Assert.That(await site.QueryAsync<long>("select count(*) from executed_obs_unit"), Is.Zero);
        Assert.That(await MarkersAsync(), Is.Zero);
    }

    [TestCase("status", "resting", "23514")]
    [TestCase("status", null, "23502")]
    [TestCase("end_time", "2023-03-28T02:38:41Z", "23514")]
    [TestCase("end_time", "at noon", "22007")]
    public async Task A_value_that_the_table_does_not_take_is_refused_for_good(string column, string? value, string sqlState)
    {
        var change = Insert(id);
        change.Values![column] = value;
        var failure = await RefusedAsync(Transaction(change));

        Assert.That(failure.SqlState, Is.EqualTo(sqlState), failure.Message);
        Assert.That(failure.Class, Is.EqualTo(FailureClass.Permanent));
    }

    [Test]
    public async Task A_record_id_that_is_taken_is_refused()
    {
        await ApplyAsync(Transaction(Insert(id)));
        var failure = await RefusedAsync(Transaction(Insert(id)));

        Assert.That(failure.SqlState, Is.EqualTo("23505"));
    }

    [Test]
    public async Task A_delete_of_a_row_that_others_refer_to_is_refused()
    {
        await ApplyAsync(Transaction(Insert(id)));
        var failure = await RefusedAsync(Transaction(new Change(ChangeKind.Delete, "obs_unit", "1")));

        Assert.That(failure.SqlState, Is.EqualTo("23503"));
    }

    [Test]
    public async Task With_an_epoch_comes_which_of_those_in_question_have_their_marker()
    {
        var transaction = Transaction(Insert(id));
        await ApplyAsync(transaction);
        IReadOnlyCollection<Guid> inQuestion = [transaction.Transaction.Id, Guid.CreateVersion7()];
        var (next, applied) = await main.AcquireEpochAsync(
            site.Config.SiteName, () => Task.FromResult(inQuestion), CancellationToken.None);

        Assert.That(next, Is.EqualTo(new Epoch(epoch + 1, sequence)));
        Assert.That(applied.Ids, Is.EqualTo(new[] { transaction.Transaction.Id }));
    }

    [Test]
    public async Task An_epoch_knows_the_greatest_sequence_of_its_site_and_grows()
    {
        await ApplyAsync(Transaction(Insert(id)), Transaction(Update("completed", "x")));
        var next = await main.AcquireEpochAsync(site.Config.SiteName, CancellationToken.None);
        var elsewhere = await main.AcquireEpochAsync("elsewhere", CancellationToken.None);

        Assert.That(next, Is.EqualTo(new Epoch(epoch + 1, sequence)));
        Assert.That(elsewhere, Is.EqualTo(new Epoch(1, null)));
    }

    [Test]
    public async Task The_local_database_shows_the_marker_at_a_position_that_has_passed_the_commit()
    {
        var transaction = Transaction(Insert(id));
        var before = await site.Get<ILocalReplica>().GetReplayedLsnAsync(CancellationToken.None);
        var lsn = await AppliedAsync(transaction);
        var replica = site.Get<ILocalReplica>();

        Assert.That(lsn, Is.GreaterThan(before));
        Assert.That(await replica.GetReplayedLsnAsync(CancellationToken.None), Is.GreaterThanOrEqualTo(lsn));
        Assert.That(
            await replica.FindMarkersAsync([transaction.Transaction.Id, Guid.CreateVersion7()], CancellationToken.None),
            Is.EqualTo(new[] { transaction.Transaction.Id }));
        Assert.That(
            await site.Get<IAppliedSequences>().FindGreatestAsync(CancellationToken.None), Is.EqualTo(sequence));
    }

    [Test]
    public async Task A_database_that_is_there_and_migrated_has_no_fault()
    {
        var view = await site.Get<IDatabaseProbe>().LookAtMainAsync(CancellationToken.None);

        Assert.That(view.Fault, Is.Null);
        Assert.That(view.Facts, Is.EqualTo((await site.Get<IDatabaseProbe>().LookAtLocalAsync(CancellationToken.None)).Facts));
        Assert.That(await site.Get<IMigrator>().MigrateAsync(CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task What_is_refused_in_one_group_does_not_keep_the_others_from_being_applied()
    {
        var (first, dangling, last) = (Insert(Guid.CreateVersion7()), Insert(Guid.CreateVersion7()), Insert(Guid.CreateVersion7()));
        dangling.Values!["obs_unit_id"] = 4711;
        var missing = Update("completed", "x", Guid.CreateVersion7());
        BufferedTransaction[][] groups =
            [[Transaction(first)], [Transaction(Insert(id)), Transaction(dangling)], [Transaction(missing)], [Transaction(last)]];
        var outcome = await AnsweredAsync(groups);

        Assert.That(outcome.Refusals.Select(refusal => (refusal.Key, refusal.Value.SqlState)), Is.EquivalentTo(new[] { (1, "23503"), (2, "23000") }));
        Assert.That(
            (await main.FindAppliedAsync([.. groups.SelectMany(group => group).Select(entry => entry.Transaction.Id)], CancellationToken.None)).Ids,
            Is.EquivalentTo(new[] { groups[0][0].Transaction.Id, groups[3][0].Transaction.Id }));
        Assert.That(await site.QueryAsync<long>("select count(*) from executed_obs_unit"), Is.EqualTo(2));
    }

    [Test]
    public async Task What_stands_behind_a_refused_group_is_skipped_and_so_is_what_stands_behind_that()
    {
        var (other, third) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var dangling = Insert(id);
        dangling.Values!["obs_unit_id"] = 4711;
        BufferedTransaction[][] groups =
        [
            [Transaction(dangling)],
            [Transaction(Insert(other))],
            [Together(Transaction(Insert(id)), Transaction(Insert(third)))],
            [Transaction(Update("completed", "x", third))],
            [Transaction(Update("completed", "x", other))],
        ];
        var outcome = await AnsweredAsync(groups);

        Assert.That(outcome.Refusals.Keys, Is.EqualTo(new[] { 0 }));
        Assert.That(outcome.Skipped, Is.EquivalentTo(new[] { 2, 3 }));
        Assert.That(await site.QueryAsync<string>("select cast(id as text) from executed_obs_unit"), Is.EqualTo($"{other}"));
        Assert.That(await site.QueryAsync<string>("select status from executed_obs_unit"), Is.EqualTo("completed"));
        Assert.That(await MarkersAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task The_position_is_known_beside_a_refusal_and_has_passed_the_commits()
    {
        var dangling = Insert(Guid.CreateVersion7());
        dangling.Values!["obs_unit_id"] = 4711;
        var last = Transaction(Insert(id));
        var before = await site.Get<ILocalReplica>().GetReplayedLsnAsync(CancellationToken.None);
        var outcome = await AnsweredAsync([Transaction(dangling)], [last]);

        Assert.That(outcome.Lsn, Is.GreaterThan(before));
        Assert.That(await site.Get<ILocalReplica>().GetReplayedLsnAsync(CancellationToken.None), Is.GreaterThanOrEqualTo(outcome.Lsn));
        Assert.That(await site.Get<ILocalReplica>().FindMarkersAsync([last.Transaction.Id], CancellationToken.None), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Only_a_repetition_is_refused_as_one()
    {
        var transaction = Transaction(Insert(id));
        await ApplyAsync(transaction);
        var dangling = Insert(Guid.CreateVersion7());
        dangling.Values!["obs_unit_id"] = 4711;

        Assert.That((await RefusedAsync(transaction)).MayBeRepetition(), Is.True);
        Assert.That((await RefusedAsync(Transaction(dangling))).MayBeRepetition(), Is.False);
        Assert.That((await RefusedAsync(Transaction(Update("completed", "x", Guid.CreateVersion7())))).MayBeRepetition(), Is.False);
    }

    [Test]
    public async Task Groups_under_an_old_epoch_are_rejected()
    {
        await main.AcquireEpochAsync(site.Config.SiteName, CancellationToken.None);
        BufferedTransaction[][] groups = [[Transaction(Insert(id))], [Transaction(Insert(Guid.CreateVersion7()))]];

        Assert.That(await main.ApplyAsync(groups, epoch, CancellationToken.None), Is.TypeOf<BatchOutcome.StaleEpoch>());
        Assert.That(await MarkersAsync(), Is.Zero);
    }

    [Test]
    public async Task A_batch_under_an_old_epoch_is_rejected()
    {
        await main.AcquireEpochAsync(site.Config.SiteName, CancellationToken.None);

        Assert.That(await ApplyAsync(Transaction(Insert(id))), Is.TypeOf<BatchOutcome.StaleEpoch>());
        Assert.That(await MarkersAsync(), Is.Zero);
    }

    private async Task<BatchOutcome.Answered> AnsweredAsync(params BufferedTransaction[][] groups) =>
        (BatchOutcome.Answered)await main.ApplyAsync(groups, epoch, CancellationToken.None);

    /// <summary>One transaction of two.</summary>
    private static BufferedTransaction Together(BufferedTransaction first, BufferedTransaction second) => first with
    {
        Transaction = first.Transaction with
        {
            Entities = [.. first.Transaction.Entities, .. second.Transaction.Entities],
            Changes = [.. first.Transaction.Changes, .. second.Transaction.Changes],
        },
    };

    private Task<BatchOutcome> ApplyAsync(params BufferedTransaction[] group) => main.ApplyAsync([group], epoch, CancellationToken.None);

    private async Task<Lsn> AppliedAsync(params BufferedTransaction[] group)
    {
        var outcome = (BatchOutcome.Answered)await ApplyAsync(group);
        Assert.That(outcome.Refusals, Is.Empty);
        return outcome.Lsn!.Value;
    }

    private async Task<Failure> RefusedAsync(params BufferedTransaction[] group) =>
        ((BatchOutcome.Answered)await ApplyAsync(group)).Refusals[0];

    private Task<long> MarkersAsync() => site.QueryAsync<long>("select count(*) from applied_transaction");

    private BufferedTransaction Transaction(Change change) => new(
        new Transaction
        {
            Id = Guid.CreateVersion7(),
            SiteName = site.Config.SiteName,
            Operation = "test",
            Principal = "anonymous",
            Entities = [Domain.Writes.Transaction.Entity(change.Table, change.Key)],
            Changes = [change],
            AcceptedAt = DateTimeOffset.UnixEpoch,
            RequestHash = "00",
        },
        ++sequence);

    private static Change Insert(Guid id) => new(ChangeKind.Insert, "executed_obs_unit", id.ToString(), new JsonObject
    {
        ["id"] = id,
        ["obs_unit_id"] = 1,
        ["status"] = "running",
        ["start_time"] = "2023-03-28T02:38:42Z",
    });

    private Change Update(string status, string comment, Guid? row = null) => new(
        ChangeKind.Update, "executed_obs_unit", $"{row ?? id}", new JsonObject { ["status"] = status, ["comment"] = comment });
}

internal sealed class PostgresMainDatabaseTests() : MainDatabaseContract(DatabaseType.PostgreSql);

internal sealed class DividedMainDatabaseTests : MainDatabaseContract
{
    public DividedMainDatabaseTests()
        : base(DatabaseType.PostgreSql) => Prepare = Divided.TwoMonthsAgoAsync;
}

internal sealed class SqliteMainDatabaseTests() : MainDatabaseContract(DatabaseType.Sqlite);
