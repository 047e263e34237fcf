using CcatOps.Bench.Measuring;

namespace CcatOps.Bench.Benchmarks;

/// <summary>
/// The drain through a narrow link of 200 ms. Counted are the bytes that the drain's connection sends, without the headers of TCP and IP.
/// </summary>
internal sealed class Bandwidth : IBenchmark
{
    private static readonly (int Megabits, int Transactions)[] Links = [(1, 10_000), (10, 50_000)];

    public string Name => "bandwidth";

    public string About => "how much of a narrow link the drain uses, and how many bytes it sends for a byte of payload";

    public async Task RunAsync(Scene scene, Notebook notebook, CancellationToken cancellationToken)
    {
        foreach (var (megabits, transactions) in scene.Some(Links))
        {
            var capacity = megabits * 1_000_000 / 8;
            var count = scene.Size(transactions, 300);
            var drained = await BufferDrain.RunAsync(scene, count, scene.RoundTrip(200), cancellationToken, bytesPerSecond: capacity);
            notebook.Add($"{megabits} Mbit/s, share of the link used", "B/s", drained.BytesSent / drained.Seconds, capacity, Goal.RatioAtLeast(0.7));
            notebook.Add(
                $"{megabits} Mbit/s, sent for a byte of payload", "bytes", drained.BytesSent, drained.PayloadBytes, Goal.RatioAtMost(1.6));
            notebook.Add($"{megabits} Mbit/s, transactions", "tx/s", drained.Rate);
        }
    }
}
