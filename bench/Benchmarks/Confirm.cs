using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using CcatOps.Bench.Measuring;
using CcatOps.Bench.Staging;
using Npgsql;

namespace CcatOps.Bench.Benchmarks;

/// <summary>The time from the moment that the replica shows a transaction until the site releases it. Both are polled every 2 ms.</summary>
internal sealed class Confirm : IBenchmark
{
    private const double CheckIntervalMs = 100;

    public string Name => "confirm";

    public string About => "from shown by the replica until released from the overlay";

    public async Task RunAsync(Scene scene, Notebook notebook, CancellationToken cancellationToken)
    {
        var stage = scene.Stage;
        await stage.ResetAsync(cancellationToken);
        await using var site = await stage.StartSecondaryAsync(cancellationToken);
        stage.SetLink(scene.RoundTrip(200));

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = new ReplicaWatch(stage, site);
        var watching = watch.RunAsync(end.Token);
        for (var written = 0; written < scene.Size(150, 5); written++)
        {
            var answer = JsonNode.Parse(
                await site.SendAsync(HttpMethod.Post, "/executed_obs_units/start", Writing.StartBody(), cancellationToken));
            watch.Add(answer!["sync"]!["transaction_id"]!.GetValue<Guid>());
            await Task.Delay(scene.Time(0.2, 0.05), cancellationToken);
        }

        await Clock.UntilAsync(
            Stopwatch.GetTimestamp(), () => Task.FromResult(watch.IsDone), TimeSpan.FromMinutes(1), "all should be released", cancellationToken);
        await end.CancelAsync();
        await watching;
        var waits = watch.Milliseconds;
        notebook.Add("p50", "ms", Statistics.Median(waits));
        notebook.Add("p99", "ms", Statistics.Percentile(waits, 99), goal: Goal.OursAtMost(CheckIntervalMs + 50));

        var before = await Usage.OfAsync(stage, site);
        await Task.Delay(scene.Time(20, 1), cancellationToken);
        notebook.Add(
            "queries to the replica when idle", "1/s", (await Usage.OfAsync(stage, site)).Since(before).ReplicaPerSecond, goal: Goal.OursAtMost(2));
    }
}

/// <summary>Notes when transactions are first seen on the replica, and when they are first seen released.</summary>
internal sealed class ReplicaWatch(Stage stage, Site site)
{
    private readonly ConcurrentDictionary<Guid, long?> shown = [];
    private readonly ConcurrentBag<double> waits = [];

    public bool IsDone => shown.IsEmpty;

    public IReadOnlyCollection<double> Milliseconds => waits;

    public void Add(Guid transaction) => shown[transaction] = null;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(stage.Servers.Replica.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                foreach (var transaction in await ShownAsync(connection, cancellationToken))
                    shown[transaction] = Stopwatch.GetTimestamp();
                foreach (var (transaction, since) in shown)
                {
                    if (await site.StateAsync(transaction) == "replicated" && shown.TryRemove(transaction, out _))
                        waits.Add(since is { } known ? Stopwatch.GetElapsedTime(known).TotalMilliseconds : 0);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // That is its end.
        }
    }

    private async Task<List<Guid>> ShownAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var waiting = shown.Where(entry => entry.Value is null).Select(entry => entry.Key).ToArray();
        if (waiting.Length == 0)
            return [];
        await using var command = new NpgsqlCommand("select transaction_id from applied_transaction where transaction_id = any($1)", connection);
        command.Parameters.AddWithValue(waiting);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<Guid>();
        while (await rows.ReadAsync(cancellationToken))
            found.Add(rows.GetGuid(0));
        return found;
    }
}
