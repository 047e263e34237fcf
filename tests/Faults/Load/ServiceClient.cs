using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.Faults.Evaluation;
using CcatOps.TestBed;

namespace CcatOps.Faults.Load;

/// <summary>One client of one or several processes of a site: it takes turns, or goes on with the next when one does not answer.</summary>
internal sealed class ServiceClient(IReadOnlyList<Uri> addresses, string name, LoadOptions options, RequestLog log) : IDisposable
{
    /// <summary>A balancer sends nothing to a process that did not answer, for a while.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly HttpClient http =
        new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = options.Patience }.AsAdmin();
    private int current = Math.Abs(string.GetHashCode(name, StringComparison.Ordinal)) % addresses.Count;

    private readonly long[] restsUntil = new long[addresses.Count];

    public async Task<Answer> SendAsync(HttpMethod method, string path, JsonNode? body = null, string? key = null, RequestKind? kind = null)
    {
        var process = options.TakesTurns ? Next() : current;
        var address = addresses[process];
        var started = Stopwatch.GetTimestamp();
        var answer = await TryAsync(new(address, path), method, body, key);
        if (answer.Status is null)
            Volatile.Write(ref restsUntil[process], Stopwatch.GetTimestamp() + (Stopwatch.Frequency * Rest.Seconds));
        if (answer.AsksForAnotherTry && !options.TakesTurns)
            current = (current + 1) % addresses.Count;
        if (answer.AsksForAnotherTry)
        {
            var problem = answer.Status is { } status ? answer.Problem ?? $"status {(int)status}" : Refusal.NoAnswer;
            log.Refused(new(started, Stopwatch.GetTimestamp(), method != HttpMethod.Get, problem, $"{method} {address.Port}{path}"));
        }

        log.Write(new(
            TimeProvider.System.GetUtcNow(), Stopwatch.GetElapsedTime(started).TotalSeconds, name, kind, $"{method} {path}", key,
            (int?)answer.Status, answer.IsSuccess ? answer.Id : null, answer.Transaction, answer.Detail));
        return answer;
    }

    public void Dispose() => http.Dispose();

    private int Next()
    {
        var turns = Enumerable.Range(0, addresses.Count).Select(_ => (int)((uint)Interlocked.Increment(ref current) % addresses.Count));
        return turns.FirstOrDefault(process => Volatile.Read(ref restsUntil[process]) < Stopwatch.GetTimestamp(), (int)((uint)current % addresses.Count));
    }

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
