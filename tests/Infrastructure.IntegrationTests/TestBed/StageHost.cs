using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CcatOps.TestBed;

namespace CcatOps.Infrastructure.IntegrationTests.TestBed;

/// <summary>A process for tests to freeze and kill: it starts a stage when asked to, then answers HTTP with the names of its environment.</summary>
internal static class StageHost
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not [var port, .. var wishes])
        {
            await Console.Error.WriteLineAsync("A port is missing.");
            return 64;
        }

        await using var stage = wishes.Contains("with-stage") ? await TwoSiteStage.StartAsync() : null;

        // Not HttpListener: in .NET 10 it crashes when a client connects while it starts, which a client that polls does.
        using var listener = new TcpListener(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));
        listener.Start();
        while (true)
            _ = AnswerAsync(await listener.AcceptTcpClientAsync());
    }

    private static async Task AnswerAsync(TcpClient client)
    {
        using var connection = client;
        using var reader = new StreamReader(connection.GetStream());
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }

        var names = string.Join('\n', Environment.GetEnvironmentVariables().Keys.Cast<string>());
        await connection.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {names.Length}\r\nConnection: close\r\n\r\n{names}"));
    }
}
