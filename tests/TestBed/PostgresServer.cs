using CcatOps.TestBed.Processes;
using Npgsql;

namespace CcatOps.TestBed;

/// <summary>A PostgreSQL primary with an empty database.</summary>
public sealed class PostgresServer : PostgresNode
{
    private PostgresServer()
        : base("primary")
    {
    }

    /// <summary>Makes a cluster, starts it, and makes <see cref="PostgresNode.User"/> and <see cref="PostgresNode.Database"/>.</summary>
    /// <exception cref="FileNotFoundException">PostgreSQL is not installed.</exception>
    public static async Task<PostgresServer> CreateAsync(PostgresOptions? options = null, CancellationToken cancellationToken = default)
    {
        var server = new PostgresServer();
        try
        {
            await server.InitializeAsync(options ?? new(), cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Copies the running server, to be gone back to with <see cref="RestoreAsync"/>.</summary>
    /// <returns>The copy.</returns>
    public async Task<string> BackUpAsync(CancellationToken cancellationToken = default)
    {
        var copy = DataFolder + "-backup";
        await ChildProcess.RunAsync(
            Command(
                "pg_basebackup", "-D", copy, "-d", $"host=127.0.0.1 port={Invariant(Port)} user=postgres", "--wal-method=stream",
                "--checkpoint=fast", "--no-sync"),
            cancellationToken);
        return copy;
    }

    /// <summary>Stops the server, puts a copy in the place of its data, and starts it: what was committed since is gone.</summary>
    public async Task RestoreAsync(string copy, CancellationToken cancellationToken = default)
    {
        await StopAsync();
        Directory.Delete(DataFolder, recursive: true);
        Directory.Move(copy, DataFolder);
        await StartAsync(cancellationToken);
    }

    private async Task InitializeAsync(PostgresOptions options, CancellationToken cancellationToken)
    {
        await ChildProcess.RunAsync(
            Command("initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "-D", DataFolder),
            cancellationToken);
        await ConfigureAsync(options.ToConfiguration());
        await File.WriteAllTextAsync(Path.Combine(DataFolder, "pg_hba.conf"), $"""
            local all all trust
            host all {User} 127.0.0.1/32 scram-sha-256
            host all all 127.0.0.1/32 trust
            host replication all 127.0.0.1/32 trust

            """, cancellationToken);
        await StartAsync(cancellationToken);

        await using var connection = await ConnectAsSuperuserAsync("postgres", cancellationToken);
        foreach (var sql in new[] { $"CREATE ROLE {User} LOGIN PASSWORD '{Password}'", $"CREATE DATABASE {Database} OWNER {User}" })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
