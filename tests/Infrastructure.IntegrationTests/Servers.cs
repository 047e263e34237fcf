using CcatOps.TestBed;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.IntegrationTests;

/// <summary>
/// One PostgreSQL and one Redis for the adapter tests; each test has a database and a site name of its own there. <c>WITHOUT_SERVERS</c> in the
/// environment starts none, for tests on SQLite.
/// </summary>
[SetUpFixture]
internal sealed class Servers
{
    private static readonly bool areStarted = Environment.GetEnvironmentVariable("WITHOUT_SERVERS") is null;

    public static PostgresServer Postgres { get; private set; } = null!;

    public static RedisServer Redis { get; private set; } = null!;

    /// <summary>The folder of SQLite files.</summary>
    public static DirectoryInfo Files { get; } = Directory.CreateTempSubdirectory("ccatops-sqlite-");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        if (!areStarted)
            return;
        var postgres = PostgresServer.CreateAsync();
        var redis = RedisServer.CreateAsync();
        (Postgres, Redis) = (await postgres, await redis);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (areStarted)
        {
            await Postgres.DisposeAsync();
            await Redis.DisposeAsync();
        }

        SqliteConnection.ClearAllPools();
        Files.Delete(recursive: true);
    }
}
