using CcatOps.TestBed.Processes;

namespace CcatOps.TestBed;

/// <summary>A Redis server of the test's own, on a loopback port and a data folder that it keeps for life. It dies with the test process.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly RedisOptions _options;
    private ChildProcess? _process;
    private SmallDisk? _disk;

    private RedisServer(RedisOptions options) => _options = options;

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>The folder with the append-only file.</summary>
    public string DataFolder { get; } = ScratchFolder.Create("redis");

    /// <summary>The connection string of StackExchange.Redis.</summary>
    public string ConnectionString => $"127.0.0.1:{Port}" + (_options.Password is null ? "" : $",password={_options.Password}");

    /// <summary>The disk that the data is on.</summary>
    /// <exception cref="InvalidOperationException">The server was started without <see cref="RedisOptions.DiskSize"/>.</exception>
    public SmallDisk Disk => _disk ?? throw new InvalidOperationException("The server has no disk of its own.");

    /// <summary>The server's log.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>Whether the server runs.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Starts an empty server.</summary>
    /// <exception cref="FileNotFoundException">Redis is not installed.</exception>
    public static async Task<RedisServer> CreateAsync(RedisOptions? options = null, CancellationToken cancellationToken = default)
    {
        var server = new RedisServer(options ?? new());
        try
        {
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server on its data and waits until it takes connections.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) => StartAsync([], cancellationToken);

    /// <summary>Starts the server with other directives, over those that it was made with: <c>--appendonly</c>, <c>no</c>.</summary>
    public async Task StartAsync(IReadOnlyList<string> with, CancellationToken cancellationToken = default)
    {
        if (IsRunning)
            return;
        if (_options.DiskSize is { } bytes)
            _disk ??= await SmallDisk.MountAsync(DataFolder, bytes);
        var command = new ChildCommand(Programs.Find("redis-server", "redis-server"), [.. _options.ToArguments(Port, DataFolder), .. with])
        {
            WorkingDirectory = DataFolder,
            Environment = _options.Environment.Count == 0 ? null : _options.Environment,
        };
        _process = await ChildProcess.StartAsync(_disk is null ? command : _disk.Inside(command));
        await _process.WaitForOutputAsync("Ready to accept connections", TimeSpan.FromSeconds(60), cancellationToken);
    }

    /// <summary>Waits until the server has logged a text.</summary>
    public Task WaitForOutputAsync(string text, CancellationToken cancellationToken = default) =>
        _process?.WaitForOutputAsync(text, TimeSpan.FromSeconds(30), cancellationToken) ?? throw new InvalidOperationException("It does not run.");

    /// <summary>Asks the server to end (SIGTERM) and waits until it has.</summary>
    public async Task StopAsync()
    {
        _process?.Send(Signal.Terminate);
        if (_process is not null)
            await _process.DisposeAfterExitAsync();
    }

    /// <summary>SIGKILL: the server ends where it is.</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
    }

    /// <summary>SIGSTOP: the server stands still until <see cref="Continue"/>; its connections stay open and silent.</summary>
    public void Freeze() => _process?.Freeze();

    /// <summary>SIGCONT.</summary>
    public void Continue() => _process?.Send(Signal.Continue);

    /// <summary>Stops the server if it runs, and starts it on the same data and port.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await StopAsync();
        await StartAsync(cancellationToken);
    }

    /// <summary>Kills the server and deletes its data.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (_disk is not null)
            await _disk.DisposeAsync();
        ScratchFolder.Delete(DataFolder);
    }
}
