using CcatOps.Bench.Measuring;
using CcatOps.TestBed;

namespace CcatOps.Bench.Benchmarks;

/// <summary>
/// The same writes, accepted at the site and applied over 200 ms by what a .NET team would take instead (bench/Peers): in order, which
/// is with one worker, and without order, with as many workers as a PostgreSQL of default settings has connections for.
/// </summary>
internal sealed class Peer : IBenchmark
{
    private static readonly string[] Names = ["Hangfire", "Rebus"];

    public string Name => "peer";

    public string About => "starts accepted and applied at 200 ms, against Hangfire and Rebus, with order and without";

    public async Task RunAsync(Scene scene, Notebook notebook, CancellationToken cancellationToken)
    {
        var writes = scene.Size(10_000, 60);
        var inOrder = Math.Min(scene.InOrder, scene.Size(writes, 10));
        var workers = scene.Size(90, 10);
        var ours = await OursAsync(scene, writes, cancellationToken);
        var settings = new Dictionary<string, string> { ["max_connections"] = "300" };
        await using var database = await PostgresServer.CreateAsync(new() { Settings = settings }, cancellationToken);
        var (ordered, parallel) = (new List<Deferred>(), new List<Deferred>());
        foreach (var name in Names)
        {
            ordered.Add(await PeerAsync(name, workers: 1, applied: inOrder));
            parallel.Add(await PeerAsync(name, workers, applied: writes));
            notebook.Add($"order kept, {name}, first {inOrder:#,0} of {writes:#,0}", "tx/s", ours.Rate, ordered[^1].Rate);
            notebook.Add($"without order, {name}, {workers} workers", "tx/s", ours.Rate, parallel[^1].Rate);
            notebook.Add($"accept, p99, {name}", "ms", ours.P99, parallel[^1].P99);
        }

        notebook.Add("order kept, the better of them", "tx/s", ours.Rate, ordered.Max(run => run.Rate), Goal.RatioAtLeast(100));
        notebook.Add("without order, the better of them", "tx/s", ours.Rate, parallel.Max(run => run.Rate), Goal.RatioAtLeast(10));

        async Task<Deferred> PeerAsync(string name, int workers, int applied)
        {
            await scene.Stage.ResetAsync(cancellationToken);
            await database.ExecuteAsync("drop table if exists outbox, messages", cancellationToken);
            await using var site = await scene.Stage.StartPeerAsync(name, workers, database, cancellationToken);
            return await Deferred.RunAsync(
                scene, site, writes, warmUp: 1, applied, () => site.SendAsync(HttpMethod.Post, "/work", null, cancellationToken), cancellationToken);
        }
    }

    private static async Task<Deferred> OursAsync(Scene scene, int writes, CancellationToken cancellationToken)
    {
        await scene.Stage.ResetAsync(cancellationToken);
        await using var site = await scene.Stage.StartSecondaryAsync(cancellationToken);
        await site.PauseAsync(cancellationToken);
        return await Deferred.RunAsync(scene, site, writes, warmUp: 0, writes, BeginAsync, cancellationToken);

        async Task BeginAsync()
        {
            await site.ResumeAsync(cancellationToken);
            await site.UntilSendingAsync(cancellationToken);
        }
    }
}
