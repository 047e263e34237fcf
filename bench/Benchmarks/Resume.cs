using System.Diagnostics;
using System.Text.Json.Nodes;
using CcatOps.Bench.Measuring;
using CcatOps.Bench.Staging;

namespace CcatOps.Bench.Benchmarks;

/// <summary>A link that was down long enough for the drain to have fallen into its slowest rhythm of trying.</summary>
internal sealed class Resume : IBenchmark
{
    private static readonly int[] RoundTrips = [120, 200, 600];

    public string Name => "resume";

    public string About => "from the link's return until the first transaction is committed";

    public async Task RunAsync(Scene scene, Notebook notebook, CancellationToken cancellationToken)
    {
        var stage = scene.Stage;
        await stage.ResetAsync(cancellationToken);
        await using var site = await stage.StartSecondaryAsync(cancellationToken);
        foreach (var milliseconds in scene.Some(RoundTrips))
        {
            stage.SetLink(scene.RoundTrip(milliseconds));
            stage.Cut();
            var written = JsonNode.Parse(
                await site.SendAsync(HttpMethod.Post, "/executed_obs_units/start", Writing.StartBody(), cancellationToken));
            var transaction = written!["sync"]!["transaction_id"]!.GetValue<Guid>();
            await Task.Delay(scene.Time(10, 1.5), cancellationToken);

            var started = Stopwatch.GetTimestamp();
            stage.Restore();
            var taken = await Clock.UntilAsync(
                started,
                async () => await site.StateAsync(transaction) is "committed" or "replicated",
                TimeSpan.FromMinutes(1),
                "what waited should be committed",
                cancellationToken);
            notebook.Add($"{milliseconds} ms", "s", taken.TotalSeconds, goal: Goal.OursAtMost(1 + 5 * milliseconds / 1000d));
        }
    }
}
