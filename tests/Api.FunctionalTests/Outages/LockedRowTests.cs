using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;
using Npgsql;

namespace CcatOps.Api.FunctionalTests.Outages;

/// <summary>A session at main that holds a lock for longer than anybody waits.</summary>
internal sealed class LockedRowTests
{
    private TwoSiteStage stage = null!;
    private Site observatory = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        stage = await SharedStage.GetAsync();
        observatory = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "locked"));
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await observatory.DisposeAsync();

    [Test]
    public async Task Only_what_needs_the_locked_row_waits_and_it_uses_up_no_attempt()
    {
        var locked = await observatory.StartedAsync();
        var free = await observatory.StartedAsync();
        await observatory.WaitUntilReplicatedAsync();
        string held, behind;
        await using (await LockAsync($"select 1 from executed_obs_unit where id = '{locked}' for update"))
        {
            held = (await observatory.FinishAsync(locked)).Transaction;
            behind = (await observatory.RegisterFileAsync(locked)).Transaction;
            string[] others = [(await observatory.FinishAsync(free)).Transaction, (await observatory.StartAsync(2)).Transaction];
            foreach (var other in others)
                Assert.That((await observatory.TransactionAsync(other, "?wait=15")).Text("state"), Is.AnyOf("committed", "replicated"));

            // Once the lock is known of it holds up nobody for long.
            var later = (await observatory.StartAsync(2)).Transaction;
            Assert.That((await observatory.TransactionAsync(later, "?wait=5")).Text("state"), Is.AnyOf("committed", "replicated"));
            foreach (var transaction in new[] { held, behind })
                await AssertUntouchedAsync(transaction, "buffered", "applying");
            Assert.That((await observatory.GetAsync("/health")).Text("problems"), Does.Contain(held).And.Contain("55P03"));
        }

        await observatory.WaitUntilReplicatedAsync(TimeSpan.FromSeconds(15));
        foreach (var transaction in new[] { held, behind })
            await AssertUntouchedAsync(transaction, "replicated");
    }

    [Test]
    public async Task A_locked_planned_unit_holds_back_the_executions_of_that_unit_alone()
    {
        await observatory.WaitUntilReplicatedAsync();
        await using (await LockAsync("select 1 from obs_unit where id = 1 for update"))
        {
            for (var round = 0; round < 20; round++)
                await observatory.StartAsync(1);
            var other = (await observatory.StartAsync(2)).Transaction;
            Assert.That((await observatory.TransactionAsync(other, "?wait=15")).Text("state"), Is.AnyOf("committed", "replicated"));
        }

        await observatory.WaitUntilReplicatedAsync(TimeSpan.FromSeconds(15));
        Assert.That(Site.Number(await observatory.GetAsync("/api/buffer"), "failed"), Is.Zero);
    }

    /// <summary>A session that holds what a statement locks until it is disposed.</summary>
    private async Task<NpgsqlConnection> LockAsync(string sql)
    {
        var connection = new NpgsqlConnection(stage.Primary.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"begin; {sql}", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private async Task AssertUntouchedAsync(string transaction, params string[] states)
    {
        var record = await observatory.TransactionAsync(transaction);
        Assert.That(record.Text("state"), Is.AnyOf(states), record.ToJsonString());
        Assert.That(Site.Number(record, "attempts"), Is.Zero);
    }
}
