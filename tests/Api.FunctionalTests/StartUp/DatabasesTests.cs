using System.Net;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.StartUp;

/// <summary>Covers a start on databases in different states.</summary>
internal sealed class DatabasesTests
{
    private const string SecretKey = "kX1vS3mVd0yqzT5pR8uW2bN6eH9aJ4cL7gF0iO3sQ6k";

    private TwoSiteStage stage = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => stage = await SharedStage.GetAsync();

    [Test]
    public async Task A_secondary_site_whose_local_database_is_another_one_that_takes_writes_refuses_to_start()
    {
        await using var unrelated = await PostgresServer.CreateAsync();
        await Scenery.MigrateAsync(unrelated);
        var run = await Command.RunAsync(Site.SecondarySettings(stage).With("LOCAL_DB", unrelated.Port));
        Assert.That(run.ExitCode, Is.EqualTo(78), run.Output);
        Assert.That(run.Output, Does.Contain("LOCAL_DB_HOST").And.Contain("replica"));
    }

    [Test]
    public async Task A_main_site_whose_main_database_is_a_replica_refuses_to_start()
    {
        var run = await Command.RunAsync(MainSettings(stage.Replica));
        Assert.That(run.ExitCode, Is.EqualTo(78), run.Output);
        Assert.That(run.Output, Does.Contain("MAIN_DB_HOST").And.Contain("in recovery"));
    }

    [TestCase("main", "SQL_ASCII")]
    [TestCase("main", "LATIN1")]
    [TestCase("secondary", "SQL_ASCII")]
    public async Task A_main_database_whose_encoding_is_not_UTF8_is_refused(string siteType, string encoding)
    {
        var name = $"{siteType}_{encoding}".ToLowerInvariant();
        await CreateDatabaseAsync(name, encoding);
        var run = await Command.RunAsync(
            Site.SecondarySettings(stage).With("MAIN_DB", stage.Primary.Port).With(("SITE_TYPE", siteType), ("MAIN_DB_NAME", name)));
        Assert.That(run.ExitCode, Is.EqualTo(78), run.Output);
        Assert.That(run.Output, Does.Contain(encoding).And.Contain("UTF8"));
    }

    [Test]
    public async Task A_main_database_that_comes_up_with_another_encoding_gets_nothing_and_health_says_why()
    {
        stage.OceanToMain.Cut();
        await using var observatory = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "misled"), ("MAIN_DB_NAME", "misled"));
        try
        {
            await CreateDatabaseAsync("misled", "SQL_ASCII");
            stage.OceanToMain.Restore();
            await observatory.StartedAsync();
            var waiting = await observatory.UntilAsync(
                "/api/buffer", buffer => buffer.Text("drain", "reason")?.Contains("SQL_ASCII", StringComparison.Ordinal) == true, "the drain should say why");
            Assert.That((waiting.Text("drain", "state"), Site.Number(waiting, "depth")), Is.EqualTo(("waiting_for_main", 1)));
            Assert.That((await observatory.GetAsync("/health")).Text("problems"), Does.Contain("SQL_ASCII"));
        }
        finally
        {
            stage.OceanToMain.Restore();
        }
    }

    [TestCase("insert into schema_migration (version, name) values (999, 'later')", "delete from schema_migration where version = 999", "999")]
    [TestCase(
        "update schema_migration set version = -version where version > 1", "update schema_migration set version = abs(version)", "version 1 ")]
    public async Task A_secondary_site_that_meets_another_schema_says_which_and_which_it_needs(string change, string back, string has)
    {
        await stage.Primary.ExecuteAsync(change);
        await stage.Replica.CatchUpAsync();
        try
        {
            await using var observatory = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "meets"));
            var health = await observatory.GetAsync("/health");
            Assert.That(health.Text("status"), Is.EqualTo("degraded"));
            Assert.That(health.Text("problems"), Does.Contain(has).And.Match("needs (version )?[0-9]+|which this service needs"));
        }
        finally
        {
            await stage.Primary.ExecuteAsync(back);
            await stage.Replica.CatchUpAsync();
        }
    }

    [Test]
    public async Task A_main_site_that_meets_a_newer_schema_is_not_ready_and_leaves_it_as_it_is()
    {
        await stage.Primary.ExecuteAsync("insert into schema_migration (version, name) values (999, 'later')");
        try
        {
            await using var cologne = await Site.StartAsync(MainSettings(stage.Primary), untilReady: false);
            var ready = await cologne.UntilAsync("/health/ready", health => health.Text("status") == "not_ready", "it should look");
            Assert.That(ready.Text("reasons"), Does.Contain("version 999").And.Contain("install the newer service"));
            var migration = await Command.RunAsync(MainSettings(stage.Primary), "--migrate");
            Assert.That(migration.ExitCode, Is.EqualTo(69), migration.Output);
            Assert.That(migration.Output, Does.Contain("version 999"));
        }
        finally
        {
            await stage.Primary.ExecuteAsync("delete from schema_migration where version = 999");
        }
    }

    [Test]
    public async Task Migrated_twice_a_database_is_left_as_it_is()
    {
        var run = await Command.RunAsync(MainSettings(stage.Primary), "--migrate");
        Assert.That(run.ExitCode, Is.Zero);
        Assert.That(run.Output, Does.Contain("has the schema that this version needs"));
    }

    [Test]
    public async Task The_recommended_single_database_starts()
    {
        await using var empty = await PostgresServer.CreateAsync();
        await using var site = await Site.StartAsync(
            new Settings { ["SITE_TYPE"] = "main" }.With("MAIN_DB", empty.Port).With("LOCAL_DB", empty.Port).With(("REDIS_HOST", "127.0.0.1")));
        await TestTokens.SeedAsync(empty);
        var unit = await site.PostAsync("/obs_unit", new { name = "first" });
        Assert.That(unit.Text("sync", "state"), Is.EqualTo("replicated"));
    }

    [Test]
    public async Task The_recommended_simulated_observatory_starts_on_a_migrated_database()
    {
        await using var migrated = await PostgresServer.CreateAsync();
        await Scenery.MigrateAsync(migrated);
        await using var site = await Site.StartAsync(
            new Settings { ["SITE_TYPE"] = "secondary", ["CRITICAL_OPERATIONS_BUFFER"] = "true" }
                .With("MAIN_DB", migrated.Port).With("LOCAL_DB", migrated.Port).With(Redis()));
        await site.PostAsync("/obs_unit", new { name = "first" });
        var transaction = (await site.StartAsync()).Transaction;
        Assert.That((await site.TransactionAsync(transaction, "?wait=30&until=replicated")).Text("state"), Is.EqualTo("replicated"));
    }

    [Test]
    public async Task The_recommended_production_main_site_starts()
    {
        await using var site = await Site.StartAsync(
            Production("main", "false").With("MAIN_DB", stage.Primary.Port).With("LOCAL_DB", stage.Primary.Port).With(Redis()));
        Assert.That((await site.StartAsync()).SyncState, Is.EqualTo("replicated"));
    }

    [Test]
    public async Task The_recommended_production_observatory_starts_and_demands_a_durable_buffer()
    {
        await using var site = await Site.StartAsync(
            Production("secondary", "true").With("MAIN_DB", stage.OceanToMain.Port).With("LOCAL_DB", stage.Replica.Port)
                .With(("LSN_TRACKING_ENABLED", "true"), ("SITE_NAME", "production")).With(Redis()));
        var answer = await site.StartAsync();
        Assert.That((answer.Status, answer.Header("CcatOps-Durability")), Is.EqualTo((HttpStatusCode.Created, "fsynced")));
        await site.WaitUntilReplicatedAsync();
    }

    private Task CreateDatabaseAsync(string name, string encoding) => stage.Primary.ExecuteAsync(
        $"create database {name} owner {PostgresNode.User} encoding '{encoding}' locale 'C' template template0");

    private (string Name, string Value)[] Redis() => [("REDIS_HOST", "127.0.0.1"), ("REDIS_PORT", $"{stage.Redis.Port}")];

    private static Settings MainSettings(PostgresNode main) =>
        new Settings { ["SITE_TYPE"] = "main" }.With("MAIN_DB", main.Port).With("LOCAL_DB", main.Port);

    private static Settings Production(string siteType, string buffers) => new Settings
    {
        ["SITE_TYPE"] = siteType,
        ["CRITICAL_OPERATIONS_BUFFER"] = buffers,
    }.With(("ASPNETCORE_ENVIRONMENT", "Production"), ("SECRET_KEY", SecretKey));
}
