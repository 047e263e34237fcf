using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;
using CcatOps.Infrastructure.Sql;
using CcatOps.Infrastructure.Sqlite.Main;
using CcatOps.TestBed.Processes;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CcatOps.Infrastructure.IntegrationTests.Sqlite;

/// <summary>The files as Debian's <c>sqlite3</c> has them, which is older than the SQLite that the service carries.</summary>
internal sealed class DistributionToolTests
{
    private const int LastVersionOfOldChecks = 6;

    /// <summary>Rows with and without JSON, in every table whose JSON may be missing.</summary>
    private const string Rows =
        """
        insert into obs_unit (id, name, configuration) values (1, 'without', null), (2, 'with', '{"mode": "otf"}');
        insert into executed_obs_unit (id, obs_unit_id, status, start_time, conditions)
            values ('a', 1, 'running', '2023-03-28T02:33:31.000000Z', null), ('b', 2, 'running', '2023-03-28T02:33:31.000000Z', '{}');
        insert into applied_transaction (transaction_id, site_name, operation, entities, principal, request_hash, changes, accepted_at, applied_at)
            values ('c', 's', 'o', '[]', 'p', 'h', null, 't', 't'), ('d', 's', 'o', '[]', 'p', 'h', '[]', 't', 't');
        insert into audit_event (id, site_name, at, principal, action, details)
            values ('e', 's', 't', 'p', 'a', null), ('f', 's', 't', 'p', 'a', '{}');
        """;

    private string path = null!;

    [SetUp]
    public void ChooseFile() => path = Path.Combine(Servers.Files.FullName, $"{Guid.NewGuid():N}.sqlite");

    [Test]
    public async Task A_dump_of_the_main_database_loads_into_an_empty_file_whole()
    {
        await MigrateAsync();
        Execute(Rows);

        await AssertLoadsAsync(path);
    }

    [Test]
    public async Task A_dump_of_the_buffer_loads_into_an_empty_file_whole()
    {
        await using var storage = new SqliteStorage();
        await using (var ports = storage.Open())
            await ports.Source.HoldLeaseAsync("one", TimeSpan.FromMinutes(1), CancellationToken.None);
        storage.Execute(
            "insert into buffered_transaction (id, sequence, state, operation, entities, body, accepted_at) values ('a', 1, 'buffered', 'o', '[]', '{}', 1)");

        await AssertLoadsAsync(storage.Path);
    }

    [Test]
    public async Task The_tool_inserts_rows_without_JSON()
    {
        await MigrateAsync();

        await ToolAsync(path, Rows);
        Assert.That(Read<long>("select count(*) from audit_event"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_file_of_an_earlier_version_keeps_its_rows_and_takes_others_from_the_tool()
    {
        MakeEarlier();
        Execute(Rows);
        using var open = Open();
        var before = open.Query<string>("select id || start_time || coalesce(conditions, '-') from executed_obs_unit").AsList();
        Assert.That(async () => await ToolAsync(path, "insert into obs_unit (name) values ('refused')"), Throws.InvalidOperationException);

        await MigrateAsync();

        await ToolAsync(path, "insert into obs_unit (name) values ('taken')");
        Assert.That(open.Query<string>("select id || start_time || coalesce(conditions, '-') from executed_obs_unit"), Is.EqualTo(before));
        Assert.That(() => open.Execute("insert into obs_unit (name, configuration) values ('wrong', '{')"), Throws.InstanceOf<SqliteException>());
        Assert.That(Read<string>("pragma integrity_check"), Is.EqualTo("ok"));
        await AssertLoadsAsync(path);
    }

    private static Task AssertLoadsAsync(string path) => ChildProcess.RunAsync(new(
        "bash", "-euo", "pipefail", "-c",
        """sqlite3 -bail "$0" .dump | sqlite3 -bail "$0.copy"; diff <(sqlite3 "$0" .dump) <(sqlite3 "$0.copy" .dump)""", path));

    private static Task ToolAsync(string path, string sql) => ChildProcess.RunAsync(new("sqlite3", "-bail", path, sql));

    private async Task MigrateAsync()
    {
        var site = new SiteConfig { MainDatabase = new() { Type = DatabaseType.Sqlite, Name = path } };
        using var file = new SqliteMainFile(site);
        await new SqliteMigrator(file, TimeProvider.System, NullLogger<SqliteMigrator>.Instance).MigrateAsync(CancellationToken.None);
    }

    private void MakeEarlier()
    {
        Execute("create table schema_migration (version integer primary key, name text not null, applied_at text not null) strict");
        foreach (var migration in Schema.Sqlite.Migrations.Where(migration => migration.Version <= LastVersionOfOldChecks))
            Execute($"{migration.Sql}; insert into schema_migration values ({migration.Version}, '{migration.Name}', 't')");
    }

    private void Execute(string sql)
    {
        using var connection = Open();
        connection.Execute(sql);
    }

    private T? Read<T>(string sql)
    {
        using var connection = Open();
        return connection.ExecuteScalar<T>(sql);
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }
}
