using System.Data.Common;
using CcatOps.Application;
using CcatOps.Application.Draining;
using CcatOps.Application.Sessions;
using CcatOps.Application.Writes;
using CcatOps.Domain.Access;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Postgres;
using CcatOps.Infrastructure.Sql;
using CcatOps.TestBed;
using MediatR;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CcatOps.Infrastructure.IntegrationTests.Sites;

/// <summary>A site in this process on real servers, without its workers: tests take each step themselves.</summary>
internal sealed class TestSite : IAsyncDisposable
{
    private static int number;

    private readonly ServiceProvider services;

    private TestSite(SiteConfig config)
    {
        Config = config;
        services = new ServiceCollection()
            .AddSingleton(config)
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IHostApplicationLifetime, ApplicationLifetime>()
            .AddSingleton<IDrainObserver, SilentObserver>()
            .AddSingleton<IAccessTokens, NoAccessTokens>()
            .AddSingleton<Client>()
            .AddSingleton<IRequestContext>(provider => provider.GetRequiredService<Client>())
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.None))
            .AddApplication()
            .AddInfrastructure(config)
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public SiteConfig Config { get; }

    /// <summary>The sender of the next request, and its idempotency key.</summary>
    public Client Client => Get<Client>();

    /// <summary>A site on a new database, which is its main and its local one.</summary>
    public static async Task<TestSite> CreateAsync(
        SiteType type = SiteType.Secondary,
        Func<SiteConfig, SiteConfig>? change = null,
        DatabaseType databaseType = DatabaseType.PostgreSql)
    {
        var name = $"site-{Interlocked.Increment(ref number)}";
        var database = databaseType == DatabaseType.Sqlite
            ? new DatabaseConfig { Type = databaseType, Name = Path.Combine(Servers.Files.FullName, $"{name}.sqlite") }
            : await CreateDatabaseAsync(name);
        var config = new SiteConfig
        {
            SiteName = name,
            SiteType = type,
            MainDatabase = database,
            LocalDatabase = database,
            Redis = new RedisConfig { Host = "127.0.0.1", Port = Servers.Redis.Port },
        };
        var site = On(change?.Invoke(config) ?? config);
        await site.Get<IMigrator>().MigrateAsync(CancellationToken.None);
        return site;
    }

    private static async Task<DatabaseConfig> CreateDatabaseAsync(string name)
    {
        await Servers.Postgres.ExecuteAsync($"create database \"{name}\" owner {PostgresNode.User}");
        return new DatabaseConfig { Host = "127.0.0.1", Port = Servers.Postgres.Port, Password = PostgresNode.Password, Name = name };
    }

    /// <summary>A further process of a site that exists.</summary>
    public static TestSite On(SiteConfig config) => new(config);

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public async Task<T> SendAsync<T>(IRequest<T> request)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    /// <summary>Applies all that is buffered.</summary>
    public async Task DrainAsync()
    {
        await Get<DrainLease>().RenewAsync(CancellationToken.None);
        while (await Get<BufferDrainer>().DrainAsync(CancellationToken.None))
        {
        }
    }

    /// <summary>Runs SQL on the site's main database, past the service.</summary>
    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var connection = Connect(Config.MainDatabase);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static DbConnection Connect(DatabaseConfig database) => database.Type == DatabaseType.Sqlite
        ? new SqliteConnection($"Data Source={database.File};Foreign Keys=True")
        : new NpgsqlConnection(ConnectionStrings.Of(database, "test").ConnectionString);

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private sealed class SilentObserver : IDrainObserver
    {
        public void BatchApplied(int transactions, TimeSpan duration)
        {
        }
    }
}

internal sealed class Client : IRequestContext
{
    public string Principal { get; set; } = "anonymous";
    public string? IdempotencyKey { get; set; }
    public Principal Caller { get; set; } = Domain.Access.Principal.Itself;
}
