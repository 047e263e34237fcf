using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CcatOps.TestBed;

namespace CcatOps.Infrastructure.IntegrationTests.TestBed;

/// <summary>A plain TCP client of a delay line.</summary>
internal sealed class LineClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public static async Task<LineClient> ConnectAsync(DelayLine line)
    {
        var client = new LineClient();
        await client._socket.ConnectAsync(IPAddress.Loopback, line.Port);
        return client;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _socket.SendAsync(bytes);

    public Task SendAsync(int bytes) => SendAsync(new byte[bytes]);

    public async Task<int> ReceiveAsync(int atLeast)
    {
        var buffer = new byte[128 * 1024];
        var received = 0;
        while (received < atLeast && await _socket.ReceiveAsync(buffer) is > 0 and var read)
            received += read;
        return received;
    }

    public async Task<TimeSpan> RoundTripAsync()
    {
        var started = Stopwatch.GetTimestamp();
        await SendAsync(1);
        await ReceiveAsync(1);
        return Stopwatch.GetElapsedTime(started);
    }

    public void Dispose() => _socket.Dispose();
}
