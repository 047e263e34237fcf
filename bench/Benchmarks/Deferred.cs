using System.Diagnostics;
using CcatOps.Bench.Loads;
using CcatOps.Bench.Measuring;
using CcatOps.Bench.Staging;
using Npgsql;

namespace CcatOps.Bench.Benchmarks;

/// <summary>Writes that were accepted while nothing was applied, and then applied through the link.</summary>
/// <param name="Rate">Applied per second, as the main database itself shows them.</param>
/// <param name="P99">Milliseconds to accept one.</param>
internal sealed record Deferred(double Rate, double P99)
{
    private static readonly TimeSpan Bound = TimeSpan.FromHours(1);

    /// <param name="scene">The scene to run on.</param>
    /// <param name="site">The site that accepts and applies.</param>
    /// <param name="accepted">How many are accepted.</param>
    /// <param name="warmUp">After how many applied ones the clock is started; 0: when <paramref name="beginAsync"/> ends.</param>
    /// <param name="applied">After how many of them it is stopped.</param>
    /// <param name="beginAsync">Ends when the first one is about to be sent.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Deferred> RunAsync(
        Scene scene, Site site, int accepted, int warmUp, int applied, Func<Task> beginAsync, CancellationToken cancellationToken)
    {
        var p99 = Statistics.Percentile(await Callers.StartAsync(site, accepted, cancellationToken), 99);
        scene.Stage.SetLink(scene.RoundTrip(200));
        await using var connection = new NpgsqlConnection(scene.Stage.Servers.Primary.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var count = new NpgsqlCommand("select count(*) from applied_transaction", connection);

        // Rows of a peer that was killed may have arrived after the tables were emptied.
        var before = await CountAsync();
        await beginAsync();
        await UntilAsync(warmUp);
        var started = Stopwatch.GetTimestamp();
        var first = await CountAsync();
        await UntilAsync(applied);
        return new((before + applied - first) / Stopwatch.GetElapsedTime(started).TotalSeconds, p99);

        async Task UntilAsync(int writes)
        {
            await Clock.UntilAsync(
                Stopwatch.GetTimestamp(),
                async () => site.Process.HasExited || await CountAsync() >= before + writes,
                Bound,
                $"{writes} writes should be applied",
                cancellationToken,
                every: TimeSpan.FromMilliseconds(20));
            if (site.Process.HasExited)
                throw new InvalidOperationException($"The process ended.\n{site.Process.Output}");
        }

        async Task<long> CountAsync() => (long)(await count.ExecuteScalarAsync(cancellationToken))!;
    }
}
