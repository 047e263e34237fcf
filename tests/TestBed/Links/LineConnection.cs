using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CcatOps.TestBed.Links;

/// <summary>One client's connection through a delay line, and the one to the target that belongs to it.</summary>
internal sealed class LineConnection(Socket client, IPEndPoint target, Lane toTarget, Lane toClient, Action<ArmedCut> cut) : IDisposable
{
    private const int TcpInfo = 11;
    private readonly Socket _server = new(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private Pump? _forth;
    private Pump? _back;
    private volatile bool _unheard;

    /// <summary>Something of this connection was swallowed; it cannot be mended.</summary>
    public bool HasLost => _unheard || _forth is { Lost: true } || _back is { Lost: true };

    public async Task RunAsync()
    {
        var accepted = Stopwatch.GetTimestamp();
        try
        {
            client.NoDelay = true;
            if (toTarget.Silent || toClient.Silent)
            {
                _unheard = true;
                await SwallowAsync();
                return;
            }

            // The kernel has accepted at once; over a real link the client could not send before one round trip.
            var arrived = accepted + toTarget.TravelTicks();
            await PreciseTimer.UntilAsync(arrived);
            await _server.ConnectAsync(target);
            _forth = new(client, _server, toTarget, this);
            _back = new(_server, client, toClient, this);
            await Task.WhenAll(_forth.RunAsync(arrived + toClient.TravelTicks()), _back.RunAsync(arrived));
            if (!HasLost)
                Dispose();
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            Abort();
        }
    }

    public void Mute()
    {
        _forth!.Muted = true;
        _back!.Muted = true;
    }

    public void CutNow(ArmedCut armed) => cut(armed);

    /// <summary>Waits until the other side's kernel has all that was sent: a reset throws away what still waits to be sent.</summary>
    public Task DeliveredAsync(Socket to) => Eventually.WaitForAsync(
        () =>
        {
            // struct tcp_info of linux/tcp.h: tcpi_unacked at 24, tcpi_notsent_bytes at 144.
            Span<byte> info = stackalloc byte[256];
            var length = to.GetRawSocketOption((int)ProtocolType.Tcp, TcpInfo, info);
            return BitConverter.ToInt32(info[24..]) == 0 && (length < 148 || BitConverter.ToInt32(info[144..]) == 0);
        },
        TimeSpan.FromSeconds(5), "the last bytes before a cut should be delivered");

    /// <summary>Resets both sides: no goodbye, and nothing more is delivered.</summary>
    public void Abort()
    {
        client.Close(0);
        _server.Close(0);
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    private async Task SwallowAsync()
    {
        var buffer = new byte[4096];
        while (await client.ReceiveAsync(buffer) > 0)
        {
        }
    }
}
