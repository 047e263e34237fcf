using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CcatOps.Api.FunctionalTests.Fuzzing;

/// <summary>The answer, bytes as letters.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public override string ToString() => $"{Status} {string.Join(", ", Headers.Select(header => $"{header.Key}: {header.Value}"))}\n{Body}";
}

/// <summary>HTTP/1.1 over a socket, that sends what no client library would.</summary>
internal sealed class RawConnection(int port) : IDisposable
{
    private readonly byte[] buffer = new byte[64 * 1024];
    private Socket? socket;
    private int start, end;
    private bool hasBegun;

    /// <summary>Sends a request and reads its answer, on a new connection where the server has closed the last one.</summary>
    public async Task<RawAnswer> SendAsync(byte[] request, CancellationToken cancellationToken)
    {
        if (socket is not null)
        {
            try
            {
                return await ExchangeAsync(request, cancellationToken);
            }
            catch (EndOfStreamException)
            {
                // As any client does: a connection that was kept may have ended meanwhile, here behind a body that was not read to its end.
            }
        }

        await ConnectAsync(cancellationToken);
        return await ExchangeAsync(request, cancellationToken);
    }

    public void Dispose()
    {
        socket?.Dispose();
        socket = null;
    }

    private async Task<RawAnswer> ExchangeAsync(byte[] request, CancellationToken cancellationToken)
    {
        // A body that is refused is not read to its end, so its answer must be read while it is sent.
        hasBegun = false;
        var sending = SendAllAsync(request, cancellationToken);
        try
        {
            return await ReadAsync(cancellationToken);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset && !hasBegun)
        {
            Dispose();
            throw new EndOfStreamException(exception.Message, exception);
        }
        catch
        {
            Dispose();
            throw;
        }
        finally
        {
            await sending;
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        (start, end) = (0, 0);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
    }

    private async Task SendAllAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        try
        {
            while (!request.IsEmpty && socket is { } open)
                request = request[await open.SendAsync(request, cancellationToken)..];
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Refused half way: what matters is the answer.
        }
    }

    private async Task<RawAnswer> ReadAsync(CancellationToken cancellationToken)
    {
        var status = int.Parse((await LineAsync(cancellationToken)).Split(' ')[1], CultureInfo.InvariantCulture);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await LineAsync(cancellationToken) is { Length: > 0 } line)
            headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        if (status == 100)
            return await ReadAsync(cancellationToken);

        var body = new StringBuilder();
        if (headers.TryGetValue("Content-Length", out var length))
        {
            await BytesAsync(int.Parse(length, CultureInfo.InvariantCulture), body, cancellationToken);
        }
        else if (headers.ContainsKey("Transfer-Encoding"))
        {
            while (int.Parse(await LineAsync(cancellationToken), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var size and > 0)
            {
                await BytesAsync(size, body, cancellationToken);
                await LineAsync(cancellationToken);
            }

            await LineAsync(cancellationToken);
        }

        if (headers.TryGetValue("Connection", out var connection) && connection == "close")
            Dispose();
        return new(status, headers, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(body.ToString())));
    }

    private async Task<string> LineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            await FillAsync(cancellationToken);
            var at = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            var size = at < 0 ? end - start : at + 1;
            line.Append(Encoding.Latin1.GetString(buffer, start, size));
            start += size;
            if (at >= 0)
                return line.ToString().TrimEnd('\r', '\n');
        }
    }

    private async Task BytesAsync(int count, StringBuilder into, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            await FillAsync(cancellationToken);
            var size = Math.Min(count, end - start);
            into.Append(Encoding.Latin1.GetString(buffer, start, size));
            start += size;
            count -= size;
        }
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        if (start < end)
            return;
        start = 0;
        end = await socket!.ReceiveAsync(buffer, cancellationToken);
        if (end == 0)
        {
            const string closed = "The server has closed the connection.";
            throw hasBegun ? new IOException(closed) : new EndOfStreamException(closed);
        }

        hasBegun = true;
    }
}
