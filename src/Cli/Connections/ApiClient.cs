using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using CcatOps.Cli.Output;

namespace CcatOps.Cli.Connections;

/// <summary>Sends requests to a service. An answer that is no success ends the command.</summary>
/// <param name="connection">The service and the token.</param>
/// <param name="log">Is told each request, its status, its time and its trace id; null: nobody.</param>
internal sealed class ApiClient(Connection connection, Action<string>? log) : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int LargestPage = 1000;

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(10) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = 256 * 1024 * 1024,
    };

    public Uri Url => connection.Url;

    public void Dispose() => http.Dispose();

    public Task<JsonObject> GetAsync(string path, CancellationToken cancellationToken) => GetAsync(path, Patience, cancellationToken);

    public Task<JsonObject> GetAsync(string path, TimeSpan patience, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, null, patience, cancellationToken);

    public Task<JsonObject> PostAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, body, 2 * Patience, cancellationToken);

    public Task<JsonObject> DeleteAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, path, null, 2 * Patience, cancellationToken);

    /// <summary>The items of a list, page by page.</summary>
    /// <param name="path">The path of the list with its filters.</param>
    /// <param name="most">How many items are wanted; a page has at most 1,000.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<JsonObject> ListAsync(string path, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={Math.Clamp(most, 1, LargestPage)}";
        while (next is not null)
        {
            var page = await GetAsync(next, cancellationToken);
            foreach (var item in page.Items())
                yield return item;
            // Behind a proxy the service may know itself by another address: what counts is the query.
            next = page.Text("next") is { } url ? $"{path.Split('?')[0]}?{new Uri(Url, url).Query.TrimStart('?')}" : null;
        }
    }

    private async Task<JsonObject> SendAsync(
        HttpMethod method, string path, JsonObject? body, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        try
        {
            var (answer, text) = await ExchangeAsync(method, new Uri(Url, path), body, deadline.Token);
            using (answer)
            {
                return answer.IsSuccessStatusCode && Read(text) is JsonObject json
                    ? json
                    : throw Problem.FailureOf(Url, (int)answer.StatusCode, Read(text) as JsonObject);
            }
        }
        catch (HttpRequestException exception)
        {
            throw Unreachable($"{exception.InnerException?.Message ?? exception.Message}".TrimEnd('.'));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable($"no answer within {patience.TotalSeconds:0} s");
        }
    }

    /// <summary>A write that only main takes is sent on to where the site says, once, and never from https to http.</summary>
    private async Task<(HttpResponseMessage Answer, string Text)> ExchangeAsync(
        HttpMethod method, Uri uri, JsonObject? body, CancellationToken cancellationToken)
    {
        var (answer, text) = await ExchangeOnceAsync(method, uri, body, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.TemporaryRedirect || answer.Headers.Location is not { } location)
            return (answer, text);
        var target = new Uri(uri, location);
        if (target.Scheme != uri.Scheme && target.Scheme != Uri.UriSchemeHttps)
            return (answer, text);
        answer.Dispose();
        return await ExchangeOnceAsync(method, target, body, cancellationToken);
    }

    private async Task<(HttpResponseMessage Answer, string Text)> ExchangeOnceAsync(
        HttpMethod method, Uri uri, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, uri);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/problem+json"));
        if (connection.Token is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        var started = Stopwatch.GetTimestamp();
        log?.Invoke($"> {method} {uri}{(connection.Token is null ? "" : " (Authorization: Bearer ***)")}");
        var answer = await http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        var trace = answer.Headers.TryGetValues("traceparent", out var values) ? string.Join(' ', values) : Read(text).Text("trace_id");
        log?.Invoke(
            $"< {(int)answer.StatusCode} in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms, {text.Length} characters"
            + (trace is null ? "" : $", trace {trace}"));
        return (answer, text);
    }

    private ClientFailure Unreachable(string reason) => new(
        ExitCodes.Unreachable, $"{Url} is unreachable: {reason}. Choose another address with --url or {ClientOptions.UrlVariable}.");

    private static JsonNode? Read(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
