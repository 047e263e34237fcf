using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CcatOps.Attacks.Stage;

/// <summary>Sends many requests on few connections, each without waiting for the answer to the one before.</summary>
internal static class Flood
{
    private const int Connections = 4;
    private const int Batch = 100;

    /// <summary>The beginning of every answer, which no body contains.</summary>
    private static readonly byte[] Beginning = "HTTP/1.1 "u8.ToArray();

    /// <summary>Ends when all requests were answered, or their connections closed.</summary>
    /// <param name="port">The port of the service.</param>
    /// <param name="requests">How many.</param>
    /// <param name="request">Makes one, from a source of chance of its connection.</param>
    public static Task SendAsync(int port, int requests, Func<Random, string> request) => Task.WhenAll(
        Enumerable.Range(0, Connections).Select(number => SendOnOneAsync(port, requests / Connections, request, new Random(number))));

    private static async Task SendOnOneAsync(int port, int requests, Func<Random, string> request, Random random)
    {
        for (var sent = 0; sent < requests;)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
            var isOpen = true;
            for (; isOpen && sent < requests; sent += Batch)
                isOpen = await ExchangeAsync(socket, string.Concat(Enumerable.Range(0, Batch).Select(_ => request(random))));
        }
    }

    private static async Task<bool> ExchangeAsync(Socket socket, string text)
    {
        var sending = socket.SendAsync(Encoding.ASCII.GetBytes(text));
        var buffer = new byte[64 * 1024];
        var (answers, kept) = (0, 0);
        while (answers < Batch)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(kept));
            if (read == 0)
                return false;
            var end = kept + read;
            answers += buffer.AsSpan(0, end).Count(Beginning);
            kept = Math.Min(Beginning.Length - 1, end);
            buffer.AsSpan(end - kept, kept).CopyTo(buffer);
        }

        await sending;
        return true;
    }
}
