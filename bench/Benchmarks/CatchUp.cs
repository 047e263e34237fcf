using System.Diagnostics;
using CcatOps.Bench.Measuring;
using CcatOps.Bench.Staging;

namespace CcatOps.Bench.Benchmarks;

/// <summary>An hour without a link at ten transactions a second; then the link is back, and ten a second keep coming.</summary>
internal sealed class CatchUp : IBenchmark
{
    private const int PerSecond = 10;
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(10);
    private static readonly (int Milliseconds, double Seconds)[] Links = [(120, 10), (200, 15), (600, 30)];

    public string Name => "catch-up";

    public string About => "seconds until what piled up in an hour without a link is at the main database, while writes keep coming";

    public async Task RunAsync(Scene scene, Notebook notebook, CancellationToken cancellationToken)
    {
        foreach (var (milliseconds, seconds) in scene.Some(Links))
        {
            var taken = await MeasureAsync(scene, scene.RoundTrip(milliseconds), cancellationToken);
            notebook.Add($"{milliseconds} ms", "s", taken.TotalSeconds, goal: Goal.OursAtMost(seconds));
        }
    }

    private static async Task<TimeSpan> MeasureAsync(Scene scene, TimeSpan roundTrip, CancellationToken cancellationToken)
    {
        var stage = scene.Stage;
        await stage.ResetAsync(cancellationToken);
        stage.SetLink(roundTrip);
        await using var site = await stage.StartSecondaryAsync(cancellationToken);
        stage.Cut();
        await stage.FillAsync(Night.Transactions(scene.Size(36_000, 300)), cancellationToken);
        await site.SettleAsync(cancellationToken);

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writing = Writing.AtRateAsync(site, PerSecond, end.Token);
        var started = Stopwatch.GetTimestamp();
        stage.Restore();
        // Arrivals during a round trip and the drain's pause always wait: the site has caught up when no more than those wait.
        var leftOver = PerSecond * (1 + roundTrip.TotalSeconds) + 1;
        var taken = await Clock.UntilAsync(
            started, async () => await site.DepthAsync() <= leftOver, Bound, "the backlog should be gone", cancellationToken);
        await end.CancelAsync();
        await writing;
        return taken;
    }
}
