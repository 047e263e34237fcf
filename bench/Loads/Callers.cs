using System.Diagnostics;
using System.Net.Http.Json;
using CcatOps.Bench.Staging;

namespace CcatOps.Bench.Loads;

/// <summary>Callers that each have one request under way at any time. Unlike wrk they send a number of requests, not for a duration.</summary>
internal static class Callers
{
    private const int AtOnce = 16;

    /// <returns>Milliseconds that each start of an execution took to be accepted, without the first tenth, which warms up.</returns>
    public static async Task<IReadOnlyCollection<double>> StartAsync(Site site, int writes, CancellationToken cancellationToken)
    {
        var taken = new double[writes];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, writes, options, async (number, token) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/executed_obs_units/start")
            {
                Content = JsonContent.Create(Writing.StartBody()),
            };
            request.Headers.Add("Idempotency-Key", $"{Guid.NewGuid()}");
            var started = Stopwatch.GetTimestamp();
            using var answer = await site.Client.SendAsync(request, token);
            taken[number] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (!answer.IsSuccessStatusCode)
                throw new InvalidOperationException(
                    $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(token)}\n{site.Process.Output}");
        });
        return taken[(writes / 10)..];
    }
}
