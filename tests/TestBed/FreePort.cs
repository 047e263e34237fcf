using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CcatOps.TestBed;

/// <summary>
/// Picks loopback ports below Linux's range for outgoing connections (32768 and up). In that range another client could take the port of
/// a server that was killed, and a client that retries a dead port there can end up connected to itself.
/// </summary>
public static class FreePort
{
    private const int First = 20_000;
    private const int End = 32_768;
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>A port that nothing listens on and that this process was not given before.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            if (Given.TryAdd(port, true) && IsFree(port))
                return port;
        }
    }

    /// <summary>Lets something listen on such a port; where another was quicker, on another port.</summary>
    /// <returns>The port.</returns>
    public static int ListenOn(Action<int> listen)
    {
        while (true)
        {
            var port = Next();
            try
            {
                listen(port);
                return port;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one, then.
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
