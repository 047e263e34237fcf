using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CcatOps.Api.Hosting;

/// <summary>
/// Reports to systemd that the service listens, that it still runs, and that it ends (sd_notify(3)). Without <c>NOTIFY_SOCKET</c>, which a unit
/// of <c>Type=notify</c> sets, it does nothing.
/// </summary>
internal sealed partial class SystemdNotifications(TimeProvider time, ILogger<SystemdNotifications> logger) : IHostedLifecycleService, IDisposable
{
    private readonly string socketPath = Environment.GetEnvironmentVariable("NOTIFY_SOCKET") ?? "";
    private ITimer? heartbeat;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        Send("READY=1");
        // A timer's callback needs a thread of the pool: a process that has none left misses its heartbeats and is started again.
        if (WatchdogTimeout() is { } timeout)
            heartbeat = time.CreateTimer(_ => Send("WATCHDOG=1"), null, TimeSpan.Zero, timeout / 2);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        Send("STOPPING=1");
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => heartbeat?.Dispose();

    /// <summary>The time without a heartbeat after which systemd kills the service (sd_watchdog_enabled(3)); null: it does not.</summary>
    private static TimeSpan? WatchdogTimeout()
    {
        var pid = Environment.GetEnvironmentVariable("WATCHDOG_PID");
        if (!string.IsNullOrEmpty(pid) && pid != Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            return null;
        return long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
    }

    private void Send(string state)
    {
        if (socketPath.Length == 0)
            return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // An abstract socket is written with @, and begins with NUL.
            socket.Connect(new UnixDomainSocketEndPoint(socketPath[0] == '@' ? $"\0{socketPath[1..]}" : socketPath));
            socket.Send(Encoding.ASCII.GetBytes(state));
        }
        catch (SocketException exception)
        {
            LogNotSent(state, socketPath, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "systemd was not sent {State}: the socket {Path} cannot be used: {Reason}")]
    private partial void LogNotSent(string state, string path, string reason);
}
