using System.Globalization;
using System.Text;
using CcatOps.Api.Requests;
using CcatOps.Application.Features.Status;

namespace CcatOps.Api.Answers;

/// <summary>
/// Server-sent events of the status. A stream ends after some minutes, so that a credential that was withdrawn is noticed; browsers connect
/// again by themselves. https://html.spec.whatwg.org/multipage/server-sent-events.html
/// </summary>
internal sealed class StatusStream(StatusFeed feed, EventStreams streams, IHostApplicationLifetime lifetime) : IResult
{
    public const string ContentType = "text/event-stream";
    public const string LastEventId = "Last-Event-ID";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly byte[] Retry = "retry: 2000\n\n"u8.ToArray();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        using var stream = streams.Open(httpContext.GetPrincipal().Name);
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        if (HttpMethods.IsHead(request.Method))
            return;

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, lifetime.ApplicationStopping);
        ended.CancelAfter(Longest);
        using var listening = feed.Listen();
        var known = long.TryParse(request.Headers[LastEventId], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
        try
        {
            await response.BodyWriter.WriteAsync(Retry, ended.Token);
            do
            {
                var status = await feed.NextAsync(known, ended.Token);
                known = status.Id;
                await response.BodyWriter.WriteAsync(Event(status), ended.Token);
            }
            while (IsForStreams(request));
        }
        catch (OperationCanceledException)
        {
            // The client has gone, the service stops, or the stream was long enough.
        }
    }

    /// <summary>A client that does not say that it takes a stream gets one event.</summary>
    private static bool IsForStreams(HttpRequest request) => request.GetTypedHeaders().Accept.Any(
        type => type.MatchesAllTypes || type.MediaType.Equals(ContentType, StringComparison.OrdinalIgnoreCase));

    private static ReadOnlyMemory<byte> Event(StatusEvent status)
    {
        var head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {status.Id}\nevent: status\ndata: "));
        byte[] all = [.. head, .. status.Json.Span, .. "\n\n"u8];
        return all;
    }
}
