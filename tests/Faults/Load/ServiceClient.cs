using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.TestBed;

namespace CcatOps.Faults.Load;

/// <summary>One client of one or several processes of a site: it takes turns, or goes on with the next when one does not answer.</summary>
internal sealed class ServiceClient(IReadOnlyList<Uri> addresses, string name, LoadOptions options, RequestLog log) : IDisposable
{
    private readonly HttpClient http =
        new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = options.Patience }.AsAdmin();
    private int current = Math.Abs(string.GetHashCode(name, StringComparison.Ordinal)) % addresses.Count;

    public async Task<Answer> SendAsync(HttpMethod method, string path, JsonNode? body = null, string? key = null, RequestKind? kind = null)
    {
        var address = options.TakesTurns ? addresses[(int)((uint)Interlocked.Increment(ref current) % addresses.Count)] : addresses[current];
        var started = Stopwatch.GetTimestamp();
        var answer = await TryAsync(new(address, path), method, body, key);
        if (answer.AsksForAnotherTry && !options.TakesTurns)
            current = (current + 1) % addresses.Count;
        log.Write(new(
            TimeProvider.System.GetUtcNow(), Stopwatch.GetElapsedTime(started).TotalSeconds, name, kind, $"{method} {path}", key,
            (int?)answer.Status, answer.IsSuccess ? answer.Id : null, answer.Transaction, answer.Detail));
        return answer;
    }

    public void Dispose() => http.Dispose();

    private async Task<Answer> TryAsync(Uri address, HttpMethod method, JsonNode? body, string? key)
    {
        try
        {
            using var request = new HttpRequestMessage(method, address) { Content = body is null ? null : JsonContent.Create(body) };
            if (key is not null)
                request.Headers.Add("Idempotency-Key", key);
            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return response.IsSuccessStatusCode
                ? new(response.StatusCode, JsonNode.Parse(text)!.AsObject(), null)
                : new(response.StatusCode, null, text);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or JsonException)
        {
            return new(null, null, error.Message);
        }
    }
}
