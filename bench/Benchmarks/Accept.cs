using CcatOps.Bench.Loads;
using CcatOps.Bench.Measuring;

namespace CcatOps.Bench.Benchmarks;

/// <summary>The whole path of an accepted write at a secondary site. The drain is paused: what it costs is measured elsewhere.</summary>
internal sealed class Accept : IBenchmark
{
    private static readonly int[] Connections = [1, 16, 64];

    public string Name => "accept";

    public string About => "starts of executions accepted at a secondary site, against a bare endpoint that does one LPUSH";

    public async Task RunAsync(Scene scene, Notebook notebook, CancellationToken cancellationToken)
    {
        await scene.Stage.ResetAsync(cancellationToken);
        await using var site = await scene.Stage.StartSecondaryAsync(cancellationToken);
        await site.PauseAsync(cancellationToken);
        await using var bare = await scene.Stage.StartBareAsync(cancellationToken);
        var ours = new Uri(site.Url, "/executed_obs_units/start");
        foreach (var warmUp in new[] { ours, bare.Url })
            await Wrk.PostAsync(warmUp, "start", 16, scene.WarmUp, cancellationToken);
        foreach (var connections in scene.Some(Connections))
        {
            var accepted = await Wrk.PostAsync(ours, "start", connections, scene.Time(5, 1), cancellationToken);
            var pushed = await Wrk.PostAsync(bare.Url, "start", connections, scene.Time(5, 1), cancellationToken);
            notebook.Add($"{connections} connections", "req/s", accepted.RequestsPerSecond, pushed.RequestsPerSecond, Goal.RatioAtLeast(0.6));
            notebook.Add($"{connections} connections, p50", "ms", accepted.P50, pushed.P50);
            notebook.Add($"{connections} connections, p99", "ms", accepted.P99, pushed.P99, Goal.RatioAtMost(2));
        }
    }
}
