using CcatOps.TestBed;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.IntegrationTests;

/// <summary>
/// One PostgreSQL and one Redis for the adapter tests, started when the first test needs them; each test has a database and a site name of its own
/// there.
/// </summary>
[SetUpFixture]
internal sealed class Servers
{
    private static readonly Lazy<PostgresServer> postgres = new(() => PostgresServer.CreateAsync().GetAwaiter().GetResult());
    private static readonly Lazy<RedisServer> redis = new(() => RedisServer.CreateAsync().GetAwaiter().GetResult());

    public static PostgresServer Postgres => postgres.Value;

    public static RedisServer Redis => redis.Value;

    /// <summary>The folder of SQLite files.</summary>
    public static DirectoryInfo Files { get; } = Directory.CreateTempSubdirectory("ccatops-sqlite-");

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (postgres.IsValueCreated)
            await Postgres.DisposeAsync();
        if (redis.IsValueCreated)
            await Redis.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Files.Delete(recursive: true);
    }
}
