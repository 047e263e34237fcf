using System.Diagnostics;
using CcatOps.Bench.Loads;
using CcatOps.Bench.Measuring;
using CcatOps.Bench.Staging;

namespace CcatOps.Bench.Benchmarks;

/// <summary>A million buffered transactions: more than a day at ten a second.</summary>
internal sealed class Backlog : IBenchmark
{
    private const int Connections = 16;
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(30);

    public string Name => "backlog";

    public string About => "a million buffered: accepting beside it, its memory, starting with it, draining it at 200 ms";

    public async Task RunAsync(Scene scene, Notebook notebook, CancellationToken cancellationToken)
    {
        var stage = scene.Stage;
        await stage.ResetAsync(cancellationToken);
        var count = scene.Size(1_000_000, 600);
        Load empty, full;
        await using (var site = await stage.StartSecondaryAsync(cancellationToken))
        {
            await site.PauseAsync(cancellationToken);
            var url = new Uri(site.Url, "/executed_obs_units/start");
            await Wrk.PostAsync(url, "start", Connections, scene.WarmUp, cancellationToken);
            empty = await Wrk.PostAsync(url, "start", Connections, scene.Time(10, 1), cancellationToken);
            var (used, payload) = await FillAsync(stage, count, cancellationToken);
            notebook.Add("bytes in Redis for a byte of payload", "bytes", used, payload, Goal.RatioAtMost(2.5));
            notebook.Add("until the first read beside it", "s", await UntilReadableAsync(site, cancellationToken));
            full = await Wrk.PostAsync(url, "start", Connections, scene.Time(10, 1), cancellationToken);
            notebook.Add("memory of the service", "MB", (await Usage.OfAsync(stage, site)).MemoryMb);
            await site.Process.TerminateAsync();
        }

        notebook.Add($"accept, p99 at {Connections} connections, against an empty buffer", "ms", full.P99, empty.P99, Goal.RatioAtMost(1.2));

        await using var next = await stage.StartSecondaryAsync(cancellationToken);
        notebook.Add("start-up until ready", "s", next.StartUp.TotalSeconds, goal: Goal.OursAtMost(3));
        notebook.Add("until the first read after a start", "s", next.StartUp.TotalSeconds + await UntilReadableAsync(next, cancellationToken));
        stage.SetLink(scene.RoundTrip(200));
        await next.ResumeAsync(cancellationToken);
        var drained = await Clock.UntilAsync(
            Stopwatch.GetTimestamp(), async () => await next.DepthAsync() == 0, Bound, "the buffer should be empty", cancellationToken);
        notebook.Add("drained at 200 ms", "s", drained.TotalSeconds, goal: Goal.OursAtMost(120));
    }

    private static async Task<(long Used, long Payload)> FillAsync(Stage stage, int count, CancellationToken cancellationToken)
    {
        var payload = 0L;
        var before = await stage.MemoryAsync();
        await stage.FillAsync(
            Night.Transactions(count).Select(transaction =>
            {
                payload += Night.PayloadBytes(transaction);
                return transaction;
            }),
            cancellationToken);
        return (await stage.MemoryAsync() - before, payload);
    }

    /// <returns>Seconds until a read was answered with success.</returns>
    private static async Task<double> UntilReadableAsync(Site site, CancellationToken cancellationToken)
    {
        var taken = await Clock.UntilAsync(
            Stopwatch.GetTimestamp(),
            async () =>
            {
                using var answer = await site.Client.GetAsync(new Uri("/executed_obs_units?limit=1", UriKind.Relative), cancellationToken);
                return answer.IsSuccessStatusCode;
            },
            Bound,
            "a read should be answered",
            cancellationToken);
        return taken.TotalSeconds;
    }
}
