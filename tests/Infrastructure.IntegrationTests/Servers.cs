using CcatOps.TestBed;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.IntegrationTests;

/// <summary>One PostgreSQL and one Redis for the adapter tests; each test has a database and a site name of its own there.</summary>
[SetUpFixture]
internal sealed class Servers
{
    public static PostgresServer Postgres { get; private set; } = null!;

    public static RedisServer Redis { get; private set; } = null!;

    /// <summary>Where SQLite files are made.</summary>
    public static DirectoryInfo Files { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Files = Directory.CreateTempSubdirectory("ccatops-sqlite-");
        var postgres = PostgresServer.CreateAsync();
        var redis = RedisServer.CreateAsync();
        (Postgres, Redis) = (await postgres, await redis);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await Postgres.DisposeAsync();
        await Redis.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Files.Delete(recursive: true);
    }
}
