using System.Net.WebSockets;
using CcatOps.TestBed;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CcatOps.Deployment.Tests.Kits.Nginx;

/// <summary>Stands behind the proxy in place of the service, and shows what reaches it.</summary>
internal sealed class Upstream : IAsyncDisposable
{
    private readonly WebApplication app;

    private Upstream(WebApplication app, int port) => (this.app, Port) = (app, port);

    public int Port { get; }

    /// <summary>Completed by the test when it has received the first event.</summary>
    public TaskCompletionSource FirstEventReceived { get; } = new();

    public static async Task<Upstream> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var port = FreePort.Next();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var upstream = new Upstream(builder.Build(), port);
        upstream.app.UseWebSockets();
        upstream.app.MapGet("/request", (HttpRequest request) =>
            Results.Json(request.Headers.ToDictionary(header => header.Key, header => $"{header.Value}").Append(new("path", request.Path)).ToDictionary()));
        upstream.app.MapGet("/events", upstream.SendEventsAsync);
        upstream.app.Map("/echo", EchoAsync);
        await upstream.app.StartAsync();
        return upstream;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>The second event follows when the first has arrived, so that a proxy that keeps it back is noticed.</summary>
    private async Task SendEventsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("data: first\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await FirstEventReceived.Task.WaitAsync(context.RequestAborted);
        await context.Response.WriteAsync("data: second\n\n", context.RequestAborted);
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[1024];
        var received = await socket.ReceiveAsync(buffer, context.RequestAborted);
        await socket.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }
}
