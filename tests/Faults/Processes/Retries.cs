using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.TestBed;

namespace CcatOps.Faults.Processes;

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

    public static Task UntilNoneIsFailedAsync(BreakableService service) => Eventually.WaitForAsync(
        async () => !await RetryOneAsync(service), AttackedSite.Bound, "nothing should be failed any more");

    /// <returns>Whether one was failed.</returns>
    private static async Task<bool> RetryOneAsync(BreakableService service)
    {
        try
        {
            var failed = await service.SendAsync(HttpMethod.Get, "/api/transactions/?state=failed");
            if (failed.Json?["items"]?.AsArray() is not [.., JsonObject oldest])
                return false;
            await service.SendAsync(HttpMethod.Post, $"/api/transactions/{oldest["id"]}/retry");
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or TaskCanceledException)
        {
            // It is down; the next try meets another process.
        }

        return true;
    }
}
