using System.Net.Sockets;
using System.Text.Json;

namespace CcatOps.TwoSite.Control;

/// <summary>Takes the verbs of other terminals: one line of JSON in, one out.</summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource ended = new();
    private readonly Task accepting;

    public ControlServer(string socket, Func<Verb, Task<Reply>> obey)
    {
        listener.Bind(new UnixDomainSocketEndPoint(socket));
        listener.Listen();
        accepting = AcceptAsync(obey);
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Dispose();
        await accepting;
        ended.Dispose();
    }

    private async Task AcceptAsync(Func<Verb, Task<Reply>> obey)
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptAsync(ended.Token);
                open.RemoveAll(task => task.IsCompleted);
                open.Add(AnswerAsync(client, obey));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task AnswerAsync(Socket client, Func<Verb, Task<Reply>> obey)
    {
        try
        {
            await using var stream = new NetworkStream(client, ownsSocket: true);
            using var reader = new StreamReader(stream);
            await using var writer = new StreamWriter(stream);
            if (await reader.ReadLineAsync(ended.Token) is { } line)
                await writer.WriteLineAsync(JsonSerializer.Serialize(
                    await obey(JsonSerializer.Deserialize<Verb>(line, ControlJson.Options)), ControlJson.Options));
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or JsonException or ObjectDisposedException)
        {
            // The other terminal went away or is none of ours, or the stage ends.
        }
    }
}
