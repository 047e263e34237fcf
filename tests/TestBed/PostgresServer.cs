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

    /// <summary>Drops the database and the account of the service: a server as it is after its installation.</summary>
    public async Task DropAllAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await ConnectAsSuperuserAsync("postgres", cancellationToken);
        foreach (var sql in new[] { $"drop database {Database}", $"drop role {User}" })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Takes a base backup, over the one that was taken before.</summary>
    public async Task BackUpAsync(CancellationToken cancellationToken = default)
    {
        if (Directory.Exists(BackupFolder))
            Directory.Delete(BackupFolder, recursive: true);
        await ChildProcess.RunAsync(
            Command(
                "pg_basebackup", "-D", BackupFolder, "-d", $"host=127.0.0.1 port={Invariant(Port)} user=postgres", "--wal-method=stream",
                "--checkpoint=fast", "--no-sync"),
            cancellationToken);
    }

    /// <summary>
    /// Stops the server and starts it as it was at <see cref="BackUpAsync"/>, on a new timeline. What was committed since is gone, and so are
    /// the slots: replicas have to be rebuilt.
    /// </summary>
    public async Task RestoreAsync(CancellationToken cancellationToken = default)
    {
        await StopAsync();
        Directory.Delete(DataFolder, recursive: true);
        Directory.Move(BackupFolder, DataFolder);
        var configuration = Path.Combine(DataFolder, "postgresql.conf");
        var lasting = await File.ReadAllTextAsync(configuration, cancellationToken);
        await ConfigureAsync("restore_command = 'false'\nrecovery_target = 'immediate'\nrecovery_target_action = 'promote'\n");
        await File.WriteAllTextAsync(Path.Combine(DataFolder, "recovery.signal"), "", cancellationToken);
        await StartAsync(cancellationToken);
        await Eventually.WaitForAsync(
            () => ReadAsync<bool>("SELECT NOT pg_is_in_recovery()", cancellationToken), TimeSpan.FromSeconds(30), "the restored server should take writes",
            () => Output, cancellationToken);
        // A replica that is copied from here must not stop at the target too.
        await File.WriteAllTextAsync(configuration, lasting, cancellationToken);
    }

    /// <summary>Those whose passwords are checked.</summary>
    private static string Accounts => $"{User},ccatops_migrate,ccatops_write,ccatops_read";

    private string BackupFolder => DataFolder + "-backup";

    private async Task InitializeAsync(PostgresOptions options, CancellationToken cancellationToken)
    {
        await ChildProcess.RunAsync(
            Command("initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "-D", DataFolder),
            cancellationToken);
        await ConfigureAsync(options.ToConfiguration());
        if (options.Certificate is { } certificate)
            await TakeCertificateAsync(certificate);
        await File.WriteAllTextAsync(Path.Combine(DataFolder, "pg_hba.conf"), $"""
            local all all trust
            {(options.Certificate is null ? "host" : "hostssl")} all {Accounts} 127.0.0.1/32 scram-sha-256
            host all {Accounts} 127.0.0.1/32 reject
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
