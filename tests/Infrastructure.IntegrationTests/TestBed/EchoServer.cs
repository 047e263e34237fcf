using System.Net;
using System.Net.Sockets;

namespace CcatOps.Infrastructure.IntegrationTests.TestBed;

/// <summary>Takes connections and, unless it only swallows, sends back what it gets.</summary>
internal sealed class EchoServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly bool _answers;
    private long _received;

    public EchoServer(bool answers = true)
    {
        _answers = answers;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public long Received => Interlocked.Read(ref _received);

    /// <summary>How the last connection ended; null: in an orderly way.</summary>
    public SocketError? LastError { get; private set; }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var connection = socket;
        connection.NoDelay = true;
        var buffer = new byte[128 * 1024];
        try
        {
            while (await connection.ReceiveAsync(buffer) is > 0 and var read)
            {
                Interlocked.Add(ref _received, read);
                if (_answers)
                    await connection.SendAsync(buffer.AsMemory(0, read));
            }
        }
        catch (SocketException error)
        {
            LastError = error.SocketErrorCode;
        }
    }
}
