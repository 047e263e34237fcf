using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;
using CcatOps.TestBed;
using Npgsql;

namespace CcatOps.Faults.Scenarios;

/// <summary>The main database: ended, locked, crowded, careless.</summary>
[Category("Fault")]
[NonParallelizable]
internal sealed class MainTests
{
    private TwoSiteStage stage = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => stage = await SharedStage.GetAsync();

    [Test]
    public async Task Main_ended_at_once_under_load_and_started_again_costs_nothing()
    {
        await using var site = await SiteUnderFault.StartAsync("main-restarted", stage);
        await using var load = site.BeginLoad(new() { PoisonShare = 0.02 });
        const int times = 3;
        for (var i = 0; i < times; i++)
        {
            await load.AcceptedMoreAsync(Extent.Writes / times);
            await stage.Primary.KillAsync();
            Assert.That(stage.Primary.IsRunning, Is.False);
            await load.AcceptedMoreAsync(Extent.Phase / 2);
            await stage.Primary.StartAsync();
        }

        await site.AssertCleanAsync(load, new(Attack.OneEffect, "main database killed and started again", times));
    }

    [Test]
    public async Task A_locked_table_holds_up_the_drain_and_nothing_else()
    {
        await using var site = await SiteUnderFault.StartAsync("main-locked", stage);
        await using var load = site.BeginLoad();
        await load.AcceptedMoreAsync(Extent.Phase);
        // The lock is replicated, and is meant for main alone: the replica's readers would wait for it.
        await stage.Replica.PauseReplayAsync();
        try
        {
            using (load.Log.Faults.Begin(FaultKind.MainLocked))
            {
                await using var connection = new NpgsqlConnection(stage.Primary.ConnectionString);
                await connection.OpenAsync();
                await using var transaction = await connection.BeginTransactionAsync();
                await using var locking = new NpgsqlCommand("lock table raw_data_file in access exclusive mode", connection, transaction);
                await locking.ExecuteNonQueryAsync();
                await load.AcceptedMoreAsync(Extent.Phase);
                // Longer than the drain's lock_timeout of 5 s: its batch is refused once at least.
                await Eventually.WaitForAsync(
                    async () => (await site.Api.AskAsync("/api/buffer")).Json["drain"]!["last_error"] is not null,
                    TimeSpan.FromSeconds(30), "the drain should run into the lock", () => site.Api.Process.Output);
                await transaction.RollbackAsync();
            }
        }
        finally
        {
            await stage.Replica.ResumeReplayAsync();
        }

        await site.AssertCleanAsync(load, new(Attack.Link, "table locked at main for longer than lock_timeout", 1));
    }

    [Test]
    public async Task Commits_that_do_not_wait_for_the_disk_by_default_are_not_confirmed_early()
    {
        await stage.Primary.ExecuteAsync($"alter role {PostgresNode.User} set synchronous_commit = off");
        try
        {
            await using var site = await SiteUnderFault.StartAsync("main-asynchronous", stage);
            await using var load = site.BeginLoad();
            const int times = 3;
            for (var i = 0; i < times; i++)
            {
                await load.AcceptedMoreAsync(Extent.Writes / times);
                await stage.Primary.KillAsync();
                await stage.Primary.StartAsync();
            }

            await using var database = NpgsqlDataSource.Create(stage.Primary.ConnectionString);
            await using var asking = database.CreateCommand("show synchronous_commit");
            var setting = await asking.ExecuteScalarAsync();
            Assert.That(setting, Is.EqualTo("off"), "the role's default should be in effect");
            await site.AssertCleanAsync(load, new(Attack.Confirmed, "synchronous_commit=off by default, main killed", times));
        }
        finally
        {
            await stage.Primary.ExecuteAsync($"alter role {PostgresNode.User} reset synchronous_commit");
        }
    }

    [Test]
    public async Task Connections_that_others_have_taken_hold_up_the_drain_and_nothing_else()
    {
        await using var site = await SiteUnderFault.StartAsync("main-crowded", stage);
        await using var load = site.BeginLoad();
        await load.AcceptedMoreAsync(Extent.Phase);
        // The limit is replicated with the role, and is meant for main alone.
        await stage.Replica.PauseReplayAsync();
        await stage.Primary.ExecuteAsync($"alter role {PostgresNode.User} connection limit 1");
        try
        {
            await using var connection = new NpgsqlConnection(stage.Primary.ConnectionString);
            await stage.Primary.ExecuteAsync(
                $"select pg_terminate_backend(pid) from pg_stat_activity where usename = '{PostgresNode.User}'");
            await Eventually.WaitForAsync(
                async () =>
                {
                    if (connection.State != System.Data.ConnectionState.Open)
                        await connection.OpenAsync();
                    return (await site.Api.AskAsync("/api/buffer")).Json["drain"]!["state"]!.GetValue<string>() == "waiting_for_main";
                },
                TimeSpan.FromSeconds(30), "no connection should be left for the site", () => site.Api.Process.Output);
            await load.AcceptedMoreAsync(Extent.Phase);
        }
        finally
        {
            await stage.Primary.ExecuteAsync($"alter role {PostgresNode.User} connection limit -1");
            await stage.Replica.ResumeReplayAsync();
        }

        await site.AssertCleanAsync(load, new(Attack.Link, "connections of main exhausted", 1));
    }
}
