using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.TestBed;

namespace CcatOps.Faults.Processes;

/// <summary>An operator who decides about every failed transaction as soon as there is one, whatever state the service is in.</summary>
internal static class FailedOnes
{
    private static readonly object Edit = new
    {
        changes = new[] { new { change = 0, values = new { obs_unit_id = 1 } } },
        reason = "the unit that was meant",
    };

    public static async Task KeepDecidingAsync(BreakableService service, Decision decision, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                await DecideAsync(service, decision);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The test has seen enough.
        }
    }

    public static Task RetryAllAsync(BreakableService service) => Eventually.WaitForAsync(
        async () => !await DecideAsync(service, Decision.Retry), AttackedSite.Bound, "nothing should be failed any more");

    /// <returns>Whether one was failed.</returns>
    private static async Task<bool> DecideAsync(BreakableService service, Decision decision)
    {
        try
        {
            var failed = await service.SendAsync(HttpMethod.Get, "/api/transactions/?state=failed");
            if (failed.Json?["items"]?.AsArray() is not [.., JsonObject oldest])
                return false;
            await service.SendAsync(HttpMethod.Post, $"/api/transactions/{oldest["id"]}/{decision}".ToLowerInvariant(), BodyOf(decision));
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or TaskCanceledException)
        {
            // It is down; the next try meets another process.
        }

        return true;
    }

    private static object? BodyOf(Decision decision) => decision switch
    {
        Decision.Edit => Edit,
        Decision.Discard => new { reason = "main will never have that unit" },
        _ => null,
    };
}
