using System.Net;
using System.Net.Sockets;

namespace CcatOps.TestBed.Links;

/// <summary>The open connections of a delay line and the socket that takes new ones.</summary>
internal sealed class LineConnections(Func<Socket, LineConnection> connect) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<LineConnection, Task> _open = [];
    private Socket? _listener;
    private int _accepted;

    public int Accepted => Volatile.Read(ref _accepted);

    public int Open
    {
        get
        {
            lock (_gate)
                return _open.Count;
        }
    }

    /// <exception cref="SocketException">Another listens on the port.</exception>
    public void Listen(int port)
    {
        lock (_gate)
        {
            if (_listener is not null)
                return;
            var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
                listener.Listen(512);
            }
            catch
            {
                listener.Dispose();
                throw;
            }

            _listener = listener;
            _ = AcceptAsync(listener);
        }
    }

    /// <summary>Takes no new connections and resets the open ones; returns what is left to wait for.</summary>
    public Task Shut()
    {
        lock (_gate)
        {
            _listener?.Dispose();
            _listener = null;
            var running = Task.WhenAll(_open.Values);
            Reset(_ => true);
            return running;
        }
    }

    public void Reset(Func<LineConnection, bool> which)
    {
        lock (_gate)
        {
            foreach (var connection in _open.Keys.Where(which).ToArray())
            {
                connection.Abort();
                _open.Remove(connection);
            }
        }
    }

    public async ValueTask DisposeAsync() => await Shut();

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
                Accept(listener, await listener.AcceptAsync());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The line was cut.
        }
    }

    private void Accept(Socket listener, Socket client)
    {
        lock (_gate)
        {
            if (listener != _listener)
            {
                client.Close(0);
                return;
            }

            Interlocked.Increment(ref _accepted);
            var connection = connect(client);
            _open[connection] = RunAsync(connection);
        }
    }

    private async Task RunAsync(LineConnection connection)
    {
        await Task.Yield();
        await connection.RunAsync();
        if (connection.HasLost)
            return;
        lock (_gate)
            _open.Remove(connection);
    }
}
