using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.Faults.Processes;

namespace CcatOps.Faults.CrashPoints;

/// <summary>An operator who tries every failed transaction again as soon as there is one, whatever state the service is in.</summary>
internal static class Retries
{
    public static async Task KeepRetryingAsync(BreakableService service, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                await RetryOneAsync(service);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The test has seen enough.
        }
    }

    private static async Task RetryOneAsync(BreakableService service)
    {
        try
        {
            var failed = await service.SendAsync(HttpMethod.Get, "/api/transactions/?state=failed");
            if (failed.Json?["items"]?.AsArray() is [JsonObject first, ..])
                await service.SendAsync(HttpMethod.Post, $"/api/transactions/{first["id"]}/retry");
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or TaskCanceledException)
        {
            // It is down; the next try meets another process.
        }
    }
}
