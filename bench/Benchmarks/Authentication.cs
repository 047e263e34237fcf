using CcatOps.Bench.Loads;
using CcatOps.Bench.Measuring;
using CcatOps.Bench.Staging;

namespace CcatOps.Bench.Benchmarks;

/// <summary>The path of an accepted write with a token, against the same service composed so that it asks nobody who they are.</summary>
internal sealed class Authentication : IBenchmark
{
    private static readonly int[] Connections = [16, 1, 64];

    public string Name => "authentication";

    public string About => "starts of executions accepted with a token at a secondary site, against the same service without access control";

    public async Task RunAsync(Scene scene, Notebook notebook, CancellationToken cancellationToken)
    {
        await scene.Stage.ResetAsync(cancellationToken);
        await using var asking = await scene.Stage.StartSecondaryAsync(cancellationToken);
        await asking.PauseAsync(cancellationToken);
        await using var open = await scene.Stage.StartOpenAsync(cancellationToken);
        await open.PauseAsync(cancellationToken);
        var (ours, theirs) = (new Uri(asking.Url, "/executed_obs_units/start"), new Uri(open.Url, "/executed_obs_units/start"));
        foreach (var warmUp in new[] { ours, theirs })
            await Wrk.PostAsync(warmUp, "start", 16, scene.WarmUp, cancellationToken);
        foreach (var connections in scene.Some(Connections))
        {
            // In turns, so that what the machine does besides befalls both.
            var (with, without) = (new List<Turn>(), new List<Turn>());
            for (var turn = 0; turn < scene.Size(4, 1); turn++)
            {
                with.Add(await MeasureAsync(asking, ours));
                without.Add(await MeasureAsync(open, theirs));
            }

            notebook.Add(
                $"{connections} connections", "req/s", with.Average(turn => turn.PerSecond), without.Average(turn => turn.PerSecond),
                Goal.RatioAtLeast(0.9));
            notebook.Add(
                $"{connections} connections, the service's processor", "µs/req", with.Average(turn => turn.Microseconds),
                without.Average(turn => turn.Microseconds));

            async Task<Turn> MeasureAsync(Site site, Uri url)
            {
                var before = await ProcessorTimes.OfAsync(scene.Stage, site);
                var duration = scene.Time(3, 1);
                var perSecond = (await Wrk.PostAsync(url, "start", connections, duration, cancellationToken)).RequestsPerSecond;
                var used = (await ProcessorTimes.OfAsync(scene.Stage, site)).Since(before);
                return new(perSecond, used.Service * 1e6 / (perSecond * duration.TotalSeconds));
            }
        }
    }

    /// <param name="PerSecond">Accepted writes.</param>
    /// <param name="Microseconds">Processor time of the service per request; steadier than a rate on a machine that others use.</param>
    private sealed record Turn(double PerSecond, double Microseconds);
}
