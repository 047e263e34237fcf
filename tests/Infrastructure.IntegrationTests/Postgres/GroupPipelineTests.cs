using System.Text.Json.Nodes;
using CcatOps.Application.Draining;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Sites;
using CcatOps.TestBed;

namespace CcatOps.Infrastructure.IntegrationTests.Postgres;

/// <summary>Groups do not wait for the disk one by one, and yet all of them are there when the answer is.</summary>
internal sealed class GroupPipelineTests
{
    /// <summary>Nothing else brings the log to the disk in time: a commit that does not wait is there only if what stands behind it did.</summary>
    private static readonly PostgresOptions Lazy = new()
    {
        Settings = new Dictionary<string, string> { ["wal_writer_delay"] = "10s", ["wal_writer_flush_after"] = "1GB" },
    };

    private PostgresServer server = null!;
    private TestSite site = null!;
    private IMainDatabase main = null!;
    private long epoch;
    private long sequences;

    [SetUp]
    public async Task StartAsync()
    {
        server = await PostgresServer.CreateAsync(Lazy);
        var database = new DatabaseConfig { Host = "127.0.0.1", Port = server.Port, Password = PostgresNode.Password };
        site = await TestSite.CreateAsync(change: config => config with { MainDatabase = database, LocalDatabase = database });
        await server.ExecuteAsync("insert into obs_unit (id, name) values (1, 'hebe')");
        main = site.Get<IMainDatabase>();
        epoch = (await main.AcquireEpochAsync(site.Config.SiteName, CancellationToken.None)).Value;
    }

    [TearDown]
    public async Task StopAsync()
    {
        await site.DisposeAsync();
        await server.DisposeAsync();
    }

    [Test]
    public async Task What_was_answered_is_there_after_the_server_was_killed()
    {
        BufferedTransaction[][] groups = [[Start(1)], [Start(2, unit: 4711)], [Start(3)]];
        var outcome = (BatchOutcome.Answered)await main.ApplyAsync(groups, epoch, CancellationToken.None);
        await server.KillAsync();
        await server.StartAsync();

        Assert.That(outcome.Refusals.Keys, Is.EqualTo(new[] { 1 }));
        Assert.That(await server.ReadAsync<long[]>("select array_agg(sequence order by sequence) from applied_transaction"), Is.EqualTo(new[] { 1, 3 }));
    }

    /// <summary>A plan that was kept from when the table was small read all of it, each time, until the next ANALYZE.</summary>
    [Test]
    public async Task An_update_finds_its_rows_by_their_keys_though_the_table_has_grown_since_it_was_planned()
    {
        var ids = Enumerable.Range(0, 60).Select(_ => Guid.CreateVersion7()).ToArray();
        await InsertAsync(ids);
        await server.ExecuteAsync("analyze executed_obs_unit");
        foreach (var pair in ids[..20].Chunk(2))
            await FinishAsync(pair);
        await InsertAsync([.. Enumerable.Range(0, 30_000).Select(_ => Guid.CreateVersion7())]);
        await FinishAsync(ids[20..22]);

        // A session reports what it has read when it ends.
        await server.ExecuteAsync("select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name like 'ccatops%'");
        Assert.That(
            await server.ReadAsync<long>("select idx_tup_read from pg_stat_user_indexes where indexrelname = 'executed_obs_unit_pkey'"),
            Is.LessThan(10_000));
        Assert.That(await server.ReadAsync<long>("select count(*) from executed_obs_unit where status = 'completed'"), Is.EqualTo(22));

        Task InsertAsync(Guid[] some) => server.ExecuteAsync(
            $"""
            insert into executed_obs_unit (id, obs_unit_id, status, start_time)
            select id::uuid, 1, 'running', now() from regexp_split_to_table('{string.Join(',', some)}', ',') id
            """);
    }

    /// <summary>That the test above can fail: this is what it looks like without the flush.</summary>
    [Test]
    public async Task A_commit_that_does_not_wait_is_lost_with_the_server()
    {
        await server.ExecuteAsync("set synchronous_commit = off; insert into obs_unit (id, name) values (2, 'iris')");
        await server.KillAsync();
        await server.StartAsync();

        Assert.That(await server.ReadAsync<long>("select count(*) from obs_unit"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_group_waits_for_the_disk_again_when_it_is_alone()
    {
        await main.ApplyAsync([[Start(1)], [Start(2)]], epoch, CancellationToken.None);
        await main.ApplyAsync([[Start(3)]], epoch, CancellationToken.None);
        await server.KillAsync();
        await server.StartAsync();

        Assert.That(await server.ReadAsync<long>("select count(*) from applied_transaction"), Is.EqualTo(3));
    }

    /// <summary>A refused group may take a statement with it that the session was to prepare for the groups behind it, too.</summary>
    [Test]
    public async Task A_statement_that_was_not_prepared_with_a_refused_group_refuses_no_other()
    {
        var (finished, refused) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        BufferedTransaction[][] groups =
        [
            [Start(1, id: finished)],
            [Start(2, unit: 4711, id: refused)],
            [Finish(3, refused)],
            [Finish(4, refused)],
            [Finish(5, finished)],
        ];
        var outcome = (BatchOutcome.Answered)await main.ApplyAsync(groups, epoch, CancellationToken.None);
        await main.ApplyAsync([.. outcome.Skipped.Except([2, 3]).Select(place => groups[place])], epoch, CancellationToken.None);

        Assert.That(outcome.Refusals.Keys, Is.EqualTo(new[] { 1 }));
        Assert.That(await server.ReadAsync<long[]>("select array_agg(sequence order by sequence) from applied_transaction"), Is.EqualTo(new[] { 1, 5 }));
    }

    private async Task FinishAsync(Guid[] executions)
    {
        var outcome = await main.ApplyAsync([[.. executions.Select(id => Finish(++sequences, id))]], epoch, CancellationToken.None);
        Assert.That(((BatchOutcome.Answered)outcome).Refusals, Is.Empty);
    }

    private BufferedTransaction Start(long sequence, int unit = 1, Guid? id = null)
    {
        var key = id ?? Guid.CreateVersion7();
        return Of(sequence, new(ChangeKind.Insert, "executed_obs_unit", $"{key}", new JsonObject
        {
            ["id"] = key,
            ["obs_unit_id"] = unit,
            ["status"] = "running",
            ["start_time"] = "2023-03-28T02:38:42Z",
        }));
    }

    private BufferedTransaction Finish(long sequence, Guid id) =>
        Of(sequence, new(ChangeKind.Update, "executed_obs_unit", $"{id}", new JsonObject { ["status"] = "completed" }));

    private BufferedTransaction Of(long sequence, Change change) => new(
        new Transaction
        {
            Id = Guid.CreateVersion7(),
            SiteName = site.Config.SiteName,
            Operation = "test",
            Principal = "anonymous",
            Entities = [Transaction.Entity(change.Table, change.Key)],
            Changes = [change],
            AcceptedAt = DateTimeOffset.UnixEpoch,
            RequestHash = "00",
        },
        sequence);
}
