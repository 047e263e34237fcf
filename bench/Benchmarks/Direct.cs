using CcatOps.Bench.Loads;
using CcatOps.Bench.Measuring;

namespace CcatOps.Bench.Benchmarks;

/// <summary>The start of an execution at a main site, against pgbench that writes the same two rows in one round trip.</summary>
internal sealed class Direct : IBenchmark
{
    private static readonly int[] Connections = [1, 16, 64];

    public string Name => "direct";

    public string About => "starts of executions written at a main site, against pgbench with the same rows";

    public async Task RunAsync(Scene scene, Notebook notebook, CancellationToken cancellationToken)
    {
        await scene.Stage.ResetAsync(cancellationToken);
        await using var site = await scene.Stage.StartMainAsync(cancellationToken);
        var url = new Uri(site.Url, "/executed_obs_units/start");
        await Wrk.PostAsync(url, "start", 16, scene.WarmUp, cancellationToken);
        foreach (var connections in scene.Some(Connections))
        {
            var written = await Wrk.PostAsync(url, "start", connections, scene.Time(5, 1), cancellationToken);
            var rate = await PgBench.RunAsync(scene.Stage.Servers.Primary, connections, scene.Time(5, 1), cancellationToken);
            notebook.Add($"{connections} connections", "req/s", written.RequestsPerSecond, rate, Goal.RatioAtLeast(0.5));
            notebook.Add($"{connections} connections, p99", "ms", written.P99);
        }
    }
}
