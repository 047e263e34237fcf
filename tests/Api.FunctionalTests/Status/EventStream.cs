using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Status;

/// <summary>A client of server-sent events.</summary>
internal sealed class EventStream : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(25);

    private readonly HttpClient http;
    private readonly HttpResponseMessage answer;
    private StreamReader? reader;

    private EventStream(HttpClient http, HttpResponseMessage answer) => (this.http, this.answer) = (http, answer);

    public HttpStatusCode Status => answer.StatusCode;

    public HttpResponseMessage Answer => answer;

    public static async Task<EventStream> OpenAsync(Uri service, long? lastEventId = null, string token = "", string accept = "text/event-stream")
    {
        var http = new HttpClient { BaseAddress = service }.With(token.Length > 0 ? token : TestTokens.Admin);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        if (lastEventId is { } id)
            request.Headers.Add("Last-Event-ID", id.ToString(CultureInfo.InvariantCulture));
        return new(http, await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
    }

    /// <summary>Reads the next event; null: the stream has ended.</summary>
    public async Task<(long Id, JsonObject Status)?> NextAsync()
    {
        reader ??= new StreamReader(await answer.Content.ReadAsStreamAsync());
        var fields = new Dictionary<string, string>();
        while (await reader.ReadLineAsync().WaitAsync(Bound) is { } line)
        {
            if (line.Length > 0)
                fields[line.Split(": ", 2)[0]] = line.Split(": ", 2)[1];
            else if (fields.TryGetValue("data", out var data))
                return (long.Parse(fields["id"], CultureInfo.InvariantCulture), JsonNode.Parse(data)!.AsObject());
        }

        return null;
    }

    /// <summary>Reads until an event has a status as it should be.</summary>
    public async Task<(long Id, JsonObject Status)> UntilAsync(Func<JsonObject, bool> condition)
    {
        while (true)
        {
            var next = await NextAsync() ?? throw new AssertionException("The stream has ended.");
            if (condition(next.Status))
                return next;
        }
    }

    public void Dispose()
    {
        answer.Dispose();
        http.Dispose();
    }
}
