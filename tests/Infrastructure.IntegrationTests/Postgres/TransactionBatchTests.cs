using CcatOps.Application.Draining;
using CcatOps.Infrastructure.IntegrationTests.Sites;

namespace CcatOps.Infrastructure.IntegrationTests.Postgres;

internal sealed class TransactionBatchTests
{
    private TestSite site = null!;

    [SetUp]
    public async Task StartAsync() => site = await TestSite.CreateAsync();

    [TearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task The_position_after_a_batch_is_at_or_past_its_commit()
    {
        var main = site.Get<IMainDatabase>();
        var epoch = await main.AcquireEpochAsync(site.Config.SiteName, CancellationToken.None);
        var outcome = (BatchOutcome.Answered)await main.ApplyAsync([[]], epoch.Value, CancellationToken.None);

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
}
