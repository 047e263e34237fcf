using CcatOps.Bench.Baselines;
using CcatOps.Bench.Measuring;

namespace CcatOps.Bench.Benchmarks;

internal sealed class Drain : IBenchmark
{
    private static readonly int[] RoundTrips = [200, 120, 0, 600];

    public string Name => "drain";

    public string About => "transactions per second out of a full buffer, against one at a time over the same link";

    public async Task RunAsync(Scene scene, Notebook notebook, CancellationToken cancellationToken)
    {
        var rates = new Dictionary<int, double>();
        foreach (var milliseconds in scene.Some(RoundTrips))
        {
            var roundTrip = scene.RoundTrip(milliseconds);
            var drained = await BufferDrain.RunAsync(scene, scene.Size(100_000, 300), roundTrip, cancellationToken);
            rates[milliseconds] = drained.Rate;
            var spent = scene.Time(3, 0);
            var single = await OneByOne.BatchPerTransactionAsync(scene.Stage.Servers.MainConnectionString, spent, cancellationToken);
            var original = await OneByOne.OriginalLoopAsync(scene.Stage.Servers.MainConnectionString, spent, cancellationToken);

            var isJudged = milliseconds == 200;
            notebook.Add($"{milliseconds} ms, against a batch per transaction", "tx/s", drained.Rate, single, isJudged ? Goal.RatioAtLeast(500) : null);
            notebook.Add($"{milliseconds} ms, against the original's loop", "tx/s", drained.Rate, original, isJudged ? Goal.RatioAtLeast(3_000) : null);
            notebook.Add($"{milliseconds} ms, until seen on the replica", "tx/s", drained.RateToReplica);
            foreach (var (process, seconds) in drained.Processor.Parts())
                notebook.Add($"{milliseconds} ms, processor of {process}", "µs/tx", seconds / drained.Count * 1e6);
        }

        if (rates.TryGetValue(0, out var without))
            notebook.Add("120 ms, against 0 ms", "tx/s", rates[120], without, Goal.RatioAtLeast(0.8));
    }
}
