using System.Globalization;
using CcatOps.TestBed.Processes;
using Npgsql;

namespace CcatOps.TestBed;

/// <summary>
/// A PostgreSQL server of the test's own, on a loopback port that it keeps for life, with a data folder of its own. It dies with the test
/// process. Not for concurrent starts and stops.
/// </summary>
public abstract class PostgresNode : IAsyncDisposable
{
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(60);
    private readonly string _folder;
    private ChildProcess? _process;

    private protected PostgresNode(string name)
    {
        _folder = ScratchFolder.Create(name);
        DataFolder = Path.Combine(_folder, "data");
    }

    /// <summary>The database that the service uses.</summary>
    public const string Database = "ccat_ops_db";

    /// <summary>The account that the service uses: owner of <see cref="Database"/>, not a superuser.</summary>
    public const string User = "ccat_ops_user";

    /// <summary>The password of <see cref="User"/>; it is checked (scram-sha-256).</summary>
    public const string Password = "password-of-tests";

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>The server's data folder.</summary>
    public string DataFolder { get; }

    /// <summary>The connection string of the service's account.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Invariant(Port)};Username={User};Password={Password};Database={Database}";

    /// <summary>The server's log.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>Whether the server runs.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The connection string of the service's account by way of a delay line.</summary>
    public string ConnectionStringVia(DelayLine line) =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { Port = line.Port }.ConnectionString;

    /// <summary>Starts the server on its data folder and waits until it takes connections.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (IsRunning)
            return;
        // Immediate shutdown when orphaned: unlike a kill it lets the server end its children and give back its shared memory.
        _process = await ChildProcess.StartAsync(
            Command("postgres", "-D", DataFolder, "-p", Invariant(Port), "-k", _folder) with { SignalWhenOrphaned = Signal.Quit });
        await _process.WaitForAsync(SaysReady, $"PostgreSQL should take connections at port {Port}", StartBound, cancellationToken);
    }

    /// <summary>Stops the server in an orderly way ("fast": open sessions are ended); at once if that takes longer than 10 s.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process)
            return;
        process.Send(Signal.Interrupt);
        try
        {
            // A sender waits for its replica to have everything, which behind a silent link is never.
            await process.Exit.WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException)
        {
            process.Send(Signal.Quit);
        }

        await process.DisposeAfterExitAsync();
    }

    /// <summary>Kills the server and all its children with SIGKILL, as a power cut would; returns when all are gone.</summary>
    public async Task KillAsync()
    {
        if (_process is { HasExited: false } process)
            await process.KillWithDescendantsAsync();
    }

    /// <summary>Stops the server if it runs, and starts it on the same data and port.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await StopAsync();
        await StartAsync(cancellationToken);
    }

    /// <summary>Runs a statement as superuser.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken = default)
    {
        await using var connection = await ConnectAsSuperuserAsync(Database, cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Reads one value as superuser; null when there is none.</summary>
    public async Task<T?> ReadAsync<T>(string sql, CancellationToken cancellationToken = default)
    {
        await using var connection = await ConnectAsSuperuserAsync(Database, cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken) is T value ? value : default;
    }

    /// <summary>Ends the server at once and deletes its data.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_process is { } process)
        {
            process.Send(Signal.Quit);
            await process.DisposeAfterExitAsync();
        }

        // Only a killed server leaves the file, and with it the segment that it names.
        if (int.TryParse(PidFileLine(6)?.Split(' ', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(), out var id))
            Linux.RemoveSharedMemory(id);
        ScratchFolder.Delete(_folder);
    }

    private protected ChildCommand Command(string program, params string[] arguments) => new(Programs.FindPostgres(program), arguments)
    {
        // PostgreSQL refuses to run as root.
        User = Environment.IsPrivilegedProcess ? "postgres" : null,
        WorkingDirectory = _folder,
        Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["HOME"] = _folder, ["LC_ALL"] = "C.UTF-8", ["TZ"] = "UTC" },
    };

    private protected Task ConfigureAsync(string lines, string file = "postgresql.conf") =>
        File.AppendAllTextAsync(Path.Combine(DataFolder, file), "\n" + lines);

    /// <summary>Lays the certificate where the server looks for it by itself; it refuses a key that others could read.</summary>
    private protected async Task TakeCertificateAsync(TestCertificate certificate)
    {
        foreach (var (source, name) in new[] { (certificate.Path, "server.crt"), (certificate.KeyPath, "server.key") })
        {
            await ChildProcess.RunAsync(Command("postgres") with
            {
                Program = Programs.Find("install", "coreutils"),
                Arguments = ["-m", "600", source, Path.Combine(DataFolder, name)],
            });
        }
    }

    private protected async Task<NpgsqlConnection> ConnectAsSuperuserAsync(string database, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = "postgres",
            Database = database,
            Pooling = false,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private protected static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);

    // The file that pg_ctl looks at too: the process id in the first line, the state in the eighth. A killed server leaves its file behind.
    private bool SaysReady() => PidFileLine(0) == Invariant(_process!.Id) && PidFileLine(7)?.TrimEnd() == "ready";

    private string? PidFileLine(int index)
    {
        try
        {
            return File.ReadLines(Path.Combine(DataFolder, "postmaster.pid")).ElementAtOrDefault(index);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
