using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Resources;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.IntegrationTests.Sites;
using CcatOps.Infrastructure.Postgres;
using CcatOps.TestBed;

namespace CcatOps.Infrastructure.IntegrationTests.Postgres;

internal sealed class LocalDatabaseTests
{
    /// <summary>Statements that were prepared before are refused then: 0A000, "cached plan must not change result type".</summary>
    [Test]
    public async Task A_column_may_get_another_type_under_running_reads()
    {
        await using var site = await TestSite.CreateAsync(SiteType.Main);
        var unit = (await site.SendAsync(new CreateObsUnit { Name = "hebe" })).Record.Id;

        // On several connections, each of which has prepared the statement.
        for (var time = 0; time < 4; time++)
            await ReadAtOnceAsync();
        await site.QueryAsync<object>("alter table obs_unit alter column name type varchar(1000); select 1");

        Assert.That(await ReadAtOnceAsync(), Is.All.EqualTo("hebe"));

        Task<string[]> ReadAtOnceAsync() => Task.WhenAll(Enumerable.Range(0, 8)
            .Select(async _ => (await site.SendAsync(new GetRecord<ObsUnit>($"{unit}", Consistency.Replica))).Name));
    }

    /// <summary>40001, "canceling statement due to conflict with recovery", for as long as main removes rows that the read may see.</summary>
    [Test]
    public async Task A_read_that_the_replica_cancels_several_times_is_answered()
    {
        await using var main = await PostgresServer.CreateAsync(new() { Fsync = false });
        await using var replica = await PostgresReplica.CreateAsync(main, options: new()
        {
            Fsync = false,
            Settings = new Dictionary<string, string> { ["max_standby_streaming_delay"] = "0" },
        });
        await main.ExecuteAsync($"create table busy as select n, 0 as version from generate_series(1, 100) n; grant select on busy to {PostgresNode.User}");
        await replica.CatchUpAsync();
        await using var site = TestSite.On(new SiteConfig
        {
            SiteName = "canceled",
            SiteType = SiteType.Secondary,
            MainDatabase = new DatabaseConfig { Host = "127.0.0.1", Port = main.Port, Password = PostgresNode.Password },
            LocalDatabase = new DatabaseConfig { Host = "127.0.0.1", Port = replica.Port, Password = PostgresNode.Password },
            Redis = new RedisConfig { Host = "127.0.0.1", Port = Servers.Redis.Port },
        });

        var reading = site.Get<PostgresLocalDatabase>().QueryAsync<long>("select count(*) from busy, pg_sleep(2)", null, CancellationToken.None);
        var started = "";
        for (var time = 0; time < 3; time++)
        {
            started = await Eventually.AssertAsync(
                NewestStartAsync, newest => newest.Length > 0 && newest != started, TimeSpan.FromSeconds(10), "the read should be under way");
            await main.ExecuteAsync("update busy set version = version + 1");
            await main.ExecuteAsync("vacuum busy");
        }

        Assert.That(await reading, Is.EqualTo(new[] { 100 }));

        async Task<string> NewestStartAsync() => await replica.ReadAsync<string>(
            "select max(query_start)::text from pg_stat_activity where query like '%pg_sleep(2)' and state = 'active'") ?? "";
    }
}
