using System.Text.Json.Nodes;
using CcatOps.Bench.Loads;
using CcatOps.Bench.Measuring;
using CcatOps.Bench.Staging;

namespace CcatOps.Bench.Benchmarks;

/// <summary>Arrays of 1,000 files at a secondary site, against the same files one by one, over as many connections.</summary>
internal sealed class Bulk : IBenchmark
{
    private const int Connections = 4;
    private const int FilesInArray = 1_000;

    public string Name => "bulk";

    public string About => "raw data files accepted in arrays of 1,000, against a bare endpoint that does one LPUSH for each";

    public async Task RunAsync(Scene scene, Notebook notebook, CancellationToken cancellationToken)
    {
        await scene.Stage.ResetAsync(cancellationToken);
        await using var site = await scene.Stage.StartSecondaryAsync(cancellationToken);
        await site.PauseAsync(cancellationToken);
        await using var bare = await scene.Stage.StartBareAsync(cancellationToken);
        var execution = JsonNode.Parse(
            await site.SendAsync(HttpMethod.Post, "/executed_obs_units/start", Writing.StartBody(), cancellationToken))!["id"]!.GetValue<Guid>();
        var bulk = new Uri(site.Url, "/raw_data_files/bulk");
        await Wrk.PostAsync(bulk, "files", Connections, scene.WarmUp, cancellationToken, execution);
        await Wrk.PostAsync(bare.Url, "file", Connections, scene.Time(3, 1), cancellationToken, execution);

        var arrays = await Wrk.PostAsync(bulk, "files", Connections, scene.Time(5, 1), cancellationToken, execution);
        var pushed = await Wrk.PostAsync(bare.Url, "file", Connections, scene.Time(5, 1), cancellationToken, execution);
        notebook.Add(
            $"{Connections} connections", "files/s", arrays.RequestsPerSecond * FilesInArray, pushed.RequestsPerSecond, Goal.RatioAtLeast(10));
        notebook.Add($"{Connections} connections, p99 of an array", "ms", arrays.P99);
    }
}
