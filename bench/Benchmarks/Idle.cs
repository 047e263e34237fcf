using CcatOps.Bench.Measuring;
using CcatOps.Bench.Staging;

namespace CcatOps.Bench.Benchmarks;

/// <summary>A secondary site that nobody asks anything, with the link up.</summary>
internal sealed class Idle : IBenchmark
{
    public string Name => "idle";

    public string About => "what a secondary site uses when nothing happens";

    public async Task RunAsync(Scene scene, Notebook notebook, CancellationToken cancellationToken)
    {
        var stage = scene.Stage;
        await stage.ResetAsync(cancellationToken);
        await using var site = await stage.StartSecondaryAsync(cancellationToken);
        // Code that runs once a second is compiled again after 30 calls, and once more after 30 instrumented calls.
        await Task.Delay(scene.Time(120, 1), cancellationToken);

        var before = await Usage.OfAsync(stage, site);
        await Task.Delay(scene.Time(30, 2), cancellationToken);
        var used = (await Usage.OfAsync(stage, site)).Since(before);
        notebook.Add("processor", "% of a core", used.ProcessorPercent, goal: Goal.OursAtMost(1));
        notebook.Add("memory", "MB", used.MemoryMb, goal: Goal.OursAtMost(150));
        notebook.Add("queries to main, the replica and Redis", "1/s", used.QueriesPerSecond, goal: Goal.OursAtMost(5));
        notebook.Add("of them to main", "1/s", used.MainPerSecond);
        notebook.Add("of them to the replica", "1/s", used.ReplicaPerSecond);
        notebook.Add("of them to Redis", "1/s", used.RedisPerSecond);
    }
}
