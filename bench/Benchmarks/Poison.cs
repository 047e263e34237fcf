using CcatOps.Bench.Measuring;

namespace CcatOps.Bench.Benchmarks;

/// <summary>
/// One of 333 executions, so one of about 1,000 transactions, is refused by the main database; the file and the end of each stay behind it.
/// </summary>
internal sealed class Poison : IBenchmark
{
    private static readonly (int Milliseconds, double Share)[] Links = [(0, 0.9), (200, 0.5)];

    public string Name => "poison";

    public string About => "the drain with 1 of 1,000 transactions refused, against a clean one";

    public async Task RunAsync(Scene scene, Notebook notebook, CancellationToken cancellationToken)
    {
        var count = scene.Size(100_000, 600);
        foreach (var (milliseconds, share) in scene.Some(Links))
        {
            var roundTrip = scene.RoundTrip(milliseconds);
            var clean = await BufferDrain.RunAsync(scene, count, roundTrip, cancellationToken);
            var poisoned = await BufferDrain.RunAsync(scene, count, roundTrip, cancellationToken, refusedEvery: 333);
            notebook.Add($"{milliseconds} ms", "tx/s", poisoned.Rate, clean.Rate, Goal.RatioAtLeast(share));
        }
    }
}
