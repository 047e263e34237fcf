using System.Globalization;
using CcatOps.TestBed.Processes;

namespace CcatOps.TestBed;

/// <summary>Two Redis servers, of which one follows the other, and three sentinels that watch them. All die with the test process.</summary>
public sealed class RedisWithSentinels : IAsyncDisposable
{
    private readonly string _folder = ScratchFolder.Create("sentinels");
    private readonly int[] _ports = [FreePort.Next(), FreePort.Next(), FreePort.Next()];
    private readonly List<ChildProcess> _sentinels = [];

    private RedisWithSentinels(RedisServer first, RedisServer second) => (First, Second) = (first, second);

    /// <summary>The name of the primary at the sentinels.</summary>
    public const string Service = "buffer";

    /// <summary>The primary, until it fails.</summary>
    public RedisServer First { get; }

    /// <summary>Its replica.</summary>
    public RedisServer Second { get; }

    /// <summary>The sentinels, as <c>REDIS_HOST</c> lists them.</summary>
    public string Addresses => string.Join(',', _ports.Select(port => $"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}"));

    /// <summary>The log of the sentinels.</summary>
    public string Output => string.Join('\n', _sentinels.Select(sentinel => sentinel.Output));

    /// <summary>Starts the two servers, and the sentinels unless they come later.</summary>
    public static async Task<RedisWithSentinels> CreateAsync(bool withSentinels = true, CancellationToken cancellationToken = default)
    {
        var servers = await Task.WhenAll(
            RedisServer.CreateAsync(cancellationToken: cancellationToken), RedisServer.CreateAsync(cancellationToken: cancellationToken));
        var all = new RedisWithSentinels(servers[0], servers[1]);
        try
        {
            await all.Second.StopAsync();
            await all.StartSecondAsReplicaAsync(cancellationToken);
            await all.First.WaitForOutputAsync("succeeded", cancellationToken);
            if (withSentinels)
                await all.StartSentinelsAsync(cancellationToken);
            return all;
        }
        catch
        {
            await all.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the second server on its data, as a replica of the first.</summary>
    public Task StartSecondAsReplicaAsync(CancellationToken cancellationToken = default) =>
        Second.StartAsync(["--replicaof", "127.0.0.1", First.Port.ToString(CultureInfo.InvariantCulture)], cancellationToken);

    /// <summary>Starts the sentinels, and waits until each knows the replica and the others.</summary>
    public async Task StartSentinelsAsync(CancellationToken cancellationToken = default)
    {
        foreach (var port in _ports)
            _sentinels.Add(await StartSentinelAsync(port));
        foreach (var sentinel in _sentinels)
        {
            await sentinel.WaitForAsync(
                () => sentinel.Output.Contains("+slave ", StringComparison.Ordinal) && sentinel.Output.Split("+sentinel ").Length == _ports.Length,
                "a sentinel should know the replica and the others", TimeSpan.FromSeconds(30), cancellationToken);
        }
    }

    /// <summary>Kills everything and deletes all data.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var sentinel in _sentinels)
            await sentinel.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
        ScratchFolder.Delete(_folder);
    }

    /// <summary>A sentinel keeps what it knows in its configuration file.</summary>
    private async Task<ChildProcess> StartSentinelAsync(int port)
    {
        var file = Path.Combine(_folder, $"{port.ToString(CultureInfo.InvariantCulture)}.conf");
        await File.WriteAllTextAsync(file, string.Create(CultureInfo.InvariantCulture, $"""
            bind 127.0.0.1
            port {port}
            dir {_folder}
            sentinel monitor {Service} 127.0.0.1 {First.Port} 2
            sentinel down-after-milliseconds {Service} 1000
            sentinel failover-timeout {Service} 5000

            """));
        return await ChildProcess.StartAsync(new(Programs.Find("redis-server", "redis-server"), file, "--sentinel") { WorkingDirectory = _folder });
    }
}
