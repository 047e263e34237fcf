using CcatOps.TestBed;

namespace CcatOps.Infrastructure.IntegrationTests.TestBed;

internal sealed class ReplicaCareTests
{
    private PostgresServer primary = null!;
    private PostgresReplica replica = null!;

    [SetUp]
    public async Task StartAsync()
    {
        primary = await PostgresServer.CreateAsync(new() { Fsync = false });
        await primary.ExecuteAsync("create table t as select 1 as n");
        replica = await PostgresReplica.CreateAsync(primary);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await replica.DisposeAsync();
        await primary.DisposeAsync();
    }

    [Test]
    public async Task A_rebuilt_replica_has_what_was_committed_meanwhile_and_follows()
    {
        await replica.StopAsync();
        await primary.ExecuteAsync("insert into t values (2)");

        await replica.RebuildAsync();
        await primary.ExecuteAsync("insert into t values (3)");
        await replica.CatchUpAsync();

        Assert.That(await replica.ReadAsync<long>("select sum(n) from t"), Is.EqualTo(6));
    }

    [Test]
    public async Task A_replica_follows_one_that_was_promoted()
    {
        await using var promoted = await PostgresReplica.CreateAsync(primary);
        // Once it streams it gets the last of the primary too.
        await primary.ExecuteAsync("insert into t values (2)");
        await promoted.CatchUpAsync();
        await primary.StopAsync();
        await promoted.PromoteAsync();

        await replica.FollowAsync(promoted);
        await promoted.ExecuteAsync("insert into t values (3)");

        await Eventually.AssertAsync(
            () => replica.ReadAsync<long>("select sum(n) from t"), sum => sum == 6, TimeSpan.FromSeconds(10), "the new row should come");
    }

    [Test]
    public async Task A_primary_restored_from_its_backup_has_forgotten_what_came_after_and_is_on_a_new_timeline()
    {
        await primary.BackUpAsync();
        await primary.ExecuteAsync("insert into t values (2)");

        await primary.RestoreAsync();
        await replica.RebuildAsync();
        await primary.ExecuteAsync("insert into t values (4)");
        await replica.CatchUpAsync();

        Assert.That(await replica.ReadAsync<long>("select sum(n) from t"), Is.EqualTo(5));
        Assert.That(await primary.ReadAsync<string>("select substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)"), Is.EqualTo("00000002"));
    }

    [Test]
    public async Task A_line_that_was_led_elsewhere_takes_new_connections_there()
    {
        await using var other = await PostgresServer.CreateAsync(new() { Fsync = false });
        await using var line = new DelayLine(primary.Port);

        line.Retarget(other.Port);

        await using var database = Npgsql.NpgsqlDataSource.Create(primary.ConnectionStringVia(line));
        await using var command = database.CreateCommand("select current_setting('port')");
        Assert.That(await command.ExecuteScalarAsync(), Is.EqualTo($"{other.Port}"));
    }
}
