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
    private static readonly ConcurrentDictionary<int, UdpClient> Given = new();

    /// <summary>A port that nothing listens on, and that no test run on this machine was given while this one lasts.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            if (IsClaimed(port) && IsFree(port))
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

    /// <summary>Claims a port for this process by a UDP socket with the same number, which the system closes with the process.</summary>
    private static bool IsClaimed(int port)
    {
        if (Given.ContainsKey(port))
            return false;
        try
        {
            return Given.TryAdd(port, new UdpClient(new IPEndPoint(IPAddress.Loopback, port)));
        }
        catch (SocketException)
        {
            return false;
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
