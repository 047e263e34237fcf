using CcatOps.Application.Features.Observations;
using CcatOps.Application.Resources;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.IntegrationTests.Sites;
using CcatOps.TestBed;
using Npgsql;

namespace CcatOps.Infrastructure.IntegrationTests.Postgres;

internal sealed class DirectBatchesTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(4);

    private TestSite site = null!;
    private int obsUnitId;

    [SetUp]
    public async Task StartAsync()
    {
        site = await TestSite.CreateAsync(SiteType.Main);
        obsUnitId = (await site.SendAsync(new CreateObsUnit { Name = "hebe" })).Record.Id;
    }

    [TearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task Writes_that_come_while_one_is_under_way_share_a_database_transaction()
    {
        await using var holder = await HoldAsync("lock table executed_obs_unit in share mode");
        var writes = Enumerable.Range(0, 20).Select(_ => StartAsync(Guid.CreateVersion7())).ToArray();
        await UntilWaitingAsync(2);
        await holder.DisposeAsync();
        await Task.WhenAll(writes).WaitAsync(Bound);

        Assert.That(await site.QueryAsync<long>("select count(*) from executed_obs_unit"), Is.EqualTo(20));
        Assert.That(await site.QueryAsync<long>("select count(distinct xmin::text) from executed_obs_unit"), Is.LessThan(20));
    }

    [Test]
    public async Task A_write_that_waits_for_a_lock_holds_up_no_other()
    {
        var taken = Guid.CreateVersion7();
        await using var holder = await HoldAsync(
            $"insert into executed_obs_unit (id, obs_unit_id, status, start_time) values ('{taken}', {obsUnitId}, 'running', now())");
        var waits = StartAsync(taken);
        await UntilWaitingAsync(1);

        await StartAsync(Guid.CreateVersion7()).WaitAsync(Bound);
        Assert.That(waits.IsCompleted, Is.False);
        await holder.DisposeAsync();
        Assert.That((await waits.WaitAsync(Bound)).Record.Id, Is.EqualTo(taken));
    }

    [Test]
    public async Task Sessions_that_are_ended_in_the_middle_leave_each_write_with_one_effect()
    {
        await using var holder = await HoldAsync("lock table executed_obs_unit in share mode");
        var writes = Enumerable.Range(0, 20).Select(_ => StartAsync(Guid.CreateVersion7())).ToArray();
        await UntilWaitingAsync(2);
        await Servers.Postgres.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where {Waiting}");
        await holder.DisposeAsync();
        await Task.WhenAll(writes).WaitAsync(Bound);

        Assert.That(await site.QueryAsync<long>("select count(*) from executed_obs_unit"), Is.EqualTo(20));
        Assert.That(
            await site.QueryAsync<long>("select count(*) from applied_transaction where operation = 'start_observation'"), Is.EqualTo(20));
    }

    private string Waiting => $"datname = '{site.Config.MainDatabase.Name}' and wait_event_type = 'Lock'";

    private Task<Written<ExecutedObsUnit>> StartAsync(Guid id) => site.SendAsync(new StartObservation { ObsUnitId = obsUnitId, Id = id });

    private Task UntilWaitingAsync(int sessions) => Eventually.WaitForAsync(
        async () => await site.QueryAsync<long>($"select count(*) from pg_stat_activity where {Waiting}") >= sessions,
        Bound,
        $"{sessions} sessions should wait for a lock");

    /// <summary>Runs a statement in a database transaction that ends, without effect, when what is returned is disposed of.</summary>
    private async Task<IAsyncDisposable> HoldAsync(string sql)
    {
        var connection = new NpgsqlConnection(
            Infrastructure.Postgres.ConnectionStrings.Of(site.Config.MainDatabase, "holder").ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"begin; {sql}";
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
