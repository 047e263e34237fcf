using CcatOps.Application.Features.Observations;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Replication;
using CcatOps.Application.Resources;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Sites;
using CcatOps.Infrastructure.Sql;
using CcatOps.TestBed;

namespace CcatOps.Infrastructure.IntegrationTests.Postgres;

/// <summary>An administrator may have set the role or the database to anything.</summary>
internal sealed class SessionSettingsTests
{
    private const string Role = "hostile";

    private static readonly (string Name, string Value)[] Hostile =
    [
        ("default_transaction_isolation", "serializable"), ("default_transaction_deferrable", "on"), ("search_path", "nowhere, pg_catalog"),
        ("timezone", "America/Santiago"), ("datestyle", "SQL, DMY"), ("intervalstyle", "sql_standard"), ("bytea_output", "escape"),
        ("extra_float_digits", "-10"), ("standard_conforming_strings", "off"), ("array_nulls", "off"), ("exit_on_error", "on"),
        ("lock_timeout", "1ms"), ("statement_timeout", "1ms"), ("idle_in_transaction_session_timeout", "1ms"), ("idle_session_timeout", "1ms"),
        ("synchronous_commit", "off"), ("client_encoding", "LATIN1"), ("client_min_messages", "error"), ("row_security", "off"),
        ("plan_cache_mode", "force_generic_plan"), ("xmloption", "document"), ("enable_indexscan", "off"), ("enable_bitmapscan", "off"),
        ("transform_null_equals", "on"), ("check_function_bodies", "off"), ("quote_all_identifiers", "on"), ("default_text_search_config", "german"),
    ];

    [TestCase("role")]
    [TestCase("database")]
    public async Task A_site_works_whatever_its_sessions_would_begin_with(string owner)
    {
        await using var server = await PostgresServer.CreateAsync(new() { Fsync = false });
        await CreateRoleAsync(server);
        var altered = owner == "role" ? $"role {Role}" : $"database {PostgresNode.Database}";
        await server.ExecuteAsync(string.Concat(
            Hostile.Select(setting => $"alter {altered} set {setting.Name} = {(setting.Name == "search_path" ? setting.Value : $"'{setting.Value}'")};")));

        foreach (var type in new[] { SiteType.Main, SiteType.Secondary })
        {
            await using var site = TestSite.On(Config(type, server.Port, server.Port));
            await site.Get<IMigrator>().MigrateAsync(CancellationToken.None);
            await WorkAsync(site);
            Assert.That(await site.QueryAsync<long>("select count(*) from public.raw_data_file"), Is.EqualTo(type == SiteType.Main ? 1 : 2));
        }
    }

    /// <summary>A serializable transaction is not available on a replica: 0A000.</summary>
    [Test]
    public async Task A_replica_of_a_serializable_main_is_read()
    {
        await using var server = await PostgresServer.CreateAsync(new() { Fsync = false });
        await CreateRoleAsync(server);
        await server.ExecuteAsync($"alter role {Role} set default_transaction_isolation = 'serializable'");
        await using var replica = await PostgresReplica.CreateAsync(server);
        await using var site = TestSite.On(Config(SiteType.Secondary, server.Port, replica.Port));
        await site.Get<IMigrator>().MigrateAsync(CancellationToken.None);
        var unit = await site.SendAsync(new CreateObsUnit { Name = "hebe" });
        await replica.CatchUpAsync();

        var read = await site.SendAsync(new GetRecord<ObsUnit>($"{unit.Record.Id}", Consistency.Replica));

        Assert.That(read.Name, Is.EqualTo("hebe"));
        Assert.That((await site.Get<IDatabaseProbe>().LookAtLocalAsync(CancellationToken.None)).Fault, Is.Null);
    }

    /// <summary>With this setting an administrator freezes a database, for instance before moving it.</summary>
    [Test]
    public async Task A_database_that_is_set_to_read_only_takes_no_writes()
    {
        await using var site = await TestSite.CreateAsync(SiteType.Main);
        await Servers.Postgres.ExecuteAsync($"alter database \"{site.Config.MainDatabase.Name}\" set default_transaction_read_only = on");
        await using var later = TestSite.On(site.Config);
        await Assert.ThatAsync(
            () => later.SendAsync(new CreateObsUnit { Name = "hebe" }), Throws.InstanceOf<Application.Errors.MainDatabaseUnavailableException>());
    }

    private static async Task WorkAsync(TestSite site)
    {
        var unit = (await site.SendAsync(new CreateObsUnit { Name = "hebe", Ra = 0.1, Dec = -1.0 / 3 })).Record;
        var start = new DateTimeOffset(2023, 3, 4, 5, 6, 7, TimeSpan.Zero);
        var execution = (await site.SendAsync(new StartObservation { ObsUnitId = unit.Id, StartTime = start, Comment = "望 \\ ' é" })).Record;
        await site.SendAsync(new RegisterRawDataFile { ExecutedObsUnitId = execution.Id, Name = "a.fits" });
        await site.SendAsync(new FinishObservation { Id = execution.Id, Status = "completed", EndTime = start.AddHours(1) });
        // Main refuses one of a batch, which it then answers part by part.
        await site.SendAsync(new StartObservation { ObsUnitId = unit.Id });
        if (site.Config.IsSecondarySite)
        {
            await site.SendAsync(new StartObservation { ObsUnitId = 4711 });
            await site.DrainAsync();
            await site.Get<ReplicationWatcher>().WatchAsync(CancellationToken.None);
        }

        var read = await site.SendAsync(new GetObservation(execution.Id, Consistency.Site));
        var seen = await site.SendAsync(new GetRecord<ObsUnit>($"{unit.Id}", Consistency.Replica));
        Assert.That(
            (read.Sync!.State, read.StartTime, read.EndTime, read.Comment, read.RawDataFiles.Count),
            Is.EqualTo((TransactionState.Replicated, start, start.AddHours(1), "望 \\ ' é", 1)));
        Assert.That((seen.Ra, seen.Dec), Is.EqualTo((unit.Ra, unit.Dec)));
    }

    private static Task CreateRoleAsync(PostgresServer server) => server.ExecuteAsync(
        $"create role {Role} login password '{PostgresNode.Password}'; grant all on database {PostgresNode.Database} to {Role}; grant all on schema public to {Role}");

    private static SiteConfig Config(SiteType type, int mainPort, int localPort) => new()
    {
        SiteName = $"hostile-{Guid.NewGuid():N}"[..20],
        SiteType = type,
        MainDatabase = Database(mainPort),
        LocalDatabase = Database(localPort),
        Redis = new RedisConfig { Host = "127.0.0.1", Port = Servers.Redis.Port },
    };

    private static DatabaseConfig Database(int port) =>
        new() { Host = "127.0.0.1", Port = port, Name = PostgresNode.Database, User = Role, Password = PostgresNode.Password };
}
