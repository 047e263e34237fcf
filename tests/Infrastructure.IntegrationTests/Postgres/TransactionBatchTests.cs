using System.Text.Json.Nodes;
using CcatOps.Application.Draining;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Sites;

namespace CcatOps.Infrastructure.IntegrationTests.Postgres;

internal sealed class TransactionBatchTests
{
    private readonly Guid id = Guid.CreateVersion7();
    private TestSite site = null!;
    private IMainDatabase main = null!;
    private long epoch;
    private long sequence;

    [SetUp]
    public async Task StartAsync()
    {
        site = await TestSite.CreateAsync();
        main = site.Get<IMainDatabase>();
        epoch = (await main.AcquireEpochAsync(site.Config.SiteName, CancellationToken.None)).Value;
        await site.QueryAsync<int>("insert into obs_unit (id, name) values (1, 'hebe') returning id");
    }

    [TearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task Changes_to_one_row_keep_their_order_within_a_batch()
    {
        var outcome = await ApplyAsync(
            Transaction(Insert(id)),
            Transaction(Update("running", "first")),
            Transaction(Update("completed", "second")),
            Transaction(new Change(ChangeKind.Delete, "executed_obs_unit", id.ToString())),
            Transaction(Insert(id)),
            Transaction(Update("failed", "last")));

        Assert.That(outcome, Is.TypeOf<BatchOutcome.Applied>());
        Assert.That(await site.QueryAsync<string>("select status || ' ' || comment from executed_obs_unit"), Is.EqualTo("failed last"));
        Assert.That(await MarkersAsync(), Is.EqualTo(6));
    }

    [Test]
    public async Task An_update_of_a_missing_row_refuses_the_whole_batch()
    {
        var outcome = await ApplyAsync(Transaction(Insert(Guid.CreateVersion7())), Transaction(Update("completed", "x")));

        Assert.That(outcome, Is.TypeOf<BatchOutcome.Refused>());
        Assert.That(((BatchOutcome.Refused)outcome).Failure.Class, Is.EqualTo(FailureClass.Permanent));
        Assert.That(await MarkersAsync(), Is.Zero);
        Assert.That(await site.QueryAsync<long>("select count(*) from executed_obs_unit"), Is.Zero);
    }

    [Test]
    public async Task An_update_of_a_row_that_is_not_as_expected_is_refused()
    {
        await ApplyAsync(Transaction(Insert(id)), Transaction(Update("completed", "x")));
        var outcome = await ApplyAsync(Transaction(
            Update("failed", "y") with { Expected = new JsonObject { ["status"] = "running" } }));

        Assert.That(outcome, Is.TypeOf<BatchOutcome.Refused>());
        Assert.That(await site.QueryAsync<string>("select comment from executed_obs_unit"), Is.EqualTo("x"));
    }

    [Test]
    public async Task A_transaction_is_never_applied_twice()
    {
        var transaction = Transaction(Insert(id));
        await ApplyAsync(transaction);
        var outcome = await ApplyAsync(transaction);

        Assert.That(outcome, Is.TypeOf<BatchOutcome.Refused>());
        var applied = await main.FindAppliedAsync([transaction.Transaction.Id, Guid.CreateVersion7()], CancellationToken.None);
        Assert.That(applied.Ids, Is.EqualTo(new[] { transaction.Transaction.Id }));
    }

    [Test]
    public async Task A_batch_under_an_old_epoch_is_rejected()
    {
        await main.AcquireEpochAsync(site.Config.SiteName, CancellationToken.None);

        Assert.That(await ApplyAsync(Transaction(Insert(id))), Is.TypeOf<BatchOutcome.StaleEpoch>());
        Assert.That(await MarkersAsync(), Is.Zero);
    }

    [Test]
    public async Task The_position_after_a_batch_is_at_or_past_its_commit()
    {
        var outcome = (BatchOutcome.Applied)await ApplyAsync(Transaction(Insert(id)));

        Assert.That(outcome.Lsn, Is.GreaterThan(default(Domain.Replication.Lsn)));
        Assert.That(
            await site.QueryAsync<bool>($"select pg_current_wal_flush_lsn() >= '{outcome.Lsn}'::pg_lsn"), Is.True);
    }

    [Test]
    public async Task Commits_wait_for_the_disk_whatever_the_role_prefers()
    {
        await Servers.Postgres.ExecuteAsync("alter role ccat_ops_user set synchronous_commit = off");
        try
        {
            await using var connection = await site.Get<Infrastructure.Postgres.MainDataSource>().OpenDrainAsync(CancellationToken.None);
            await using var command = connection.CreateCommand();
            command.CommandText = "show synchronous_commit";
            Assert.That(await command.ExecuteScalarAsync(), Is.EqualTo("on"));
        }
        finally
        {
            await Servers.Postgres.ExecuteAsync("alter role ccat_ops_user reset synchronous_commit");
        }
    }

    private Task<BatchOutcome> ApplyAsync(params BufferedTransaction[] batch) => main.ApplyAsync(batch, epoch, CancellationToken.None);

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

    private Change Update(string status, string comment) => new(
        ChangeKind.Update, "executed_obs_unit", id.ToString(), new JsonObject { ["status"] = status, ["comment"] = comment });
}
