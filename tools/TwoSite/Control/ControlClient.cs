using System.Net.Sockets;
using System.Text.Json;

namespace CcatOps.TwoSite.Control;

/// <summary>Tells the running stage what to do.</summary>
internal static class ControlClient
{
    /// <summary>The state after the verb was obeyed.</summary>
    /// <exception cref="RefusedException">No stage runs, or it is not ready.</exception>
    public static async Task<StageStatus> AskAsync(Verb verb, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(verb, cancellationToken);
        return reply.Status ?? throw new RefusedException(reply.Error ?? "The stage gave no status.");
    }

    /// <exception cref="RefusedException">No stage runs.</exception>
    public static async Task<Reply> SendAsync(Verb verb, CancellationToken cancellationToken)
    {
        using var socket = await ConnectAsync(cancellationToken);
        await using var stream = new NetworkStream(socket);
        await using var writer = new StreamWriter(stream) { AutoFlush = true };
        await writer.WriteLineAsync(JsonSerializer.Serialize(verb, ControlJson.Options).AsMemory(), cancellationToken);
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync(cancellationToken) is { } line
            ? JsonSerializer.Deserialize<Reply>(line, ControlJson.Options)!
            : throw new RefusedException("The stage ended before it answered.");
    }

    private static async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(StageFolder.Socket), cancellationToken);
            return socket;
        }
        catch (SocketException)
        {
            // There is no socket, or nobody behind the one that a killed stage left.
            socket.Dispose();
            throw new RefusedException("No stage is running. Start one with: ./run.sh two-site");
        }
    }
}
