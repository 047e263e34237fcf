using System.Diagnostics;
using CcatOps.Bench.Measuring;
using CcatOps.Bench.Staging;

namespace CcatOps.Bench.Benchmarks;

/// <summary>Six million journaled records: a week at ten a second. Redis is killed.</summary>
internal sealed class Alone : IBenchmark
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    public string Name => "alone";

    public string About => "going on with the journal alone beside six million journaled records: when Redis is killed, and at a start without it";

    public async Task RunAsync(Scene scene, Notebook notebook, CancellationToken cancellationToken)
    {
        var stage = scene.Stage;
        var redis = stage.Servers.Redis;
        await stage.ResetAsync(cancellationToken);
        await stage.FillJournalAsync(scene.Size(6_000_000, 6_000), cancellationToken);
        try
        {
            await using (var site = await stage.StartSecondaryAsync(cancellationToken))
            {
                await WriteAsync(site, cancellationToken);
                await redis.KillAsync();
                var killed = Stopwatch.GetTimestamp();
                await WriteAsync(site, cancellationToken);
                notebook.Add("from the kill of Redis until a write is answered", "s", Stopwatch.GetElapsedTime(killed).TotalSeconds, goal: Goal.OursAtMost(2));
                notebook.Add("memory of the service", "MB", Usage.MemoryMbOf(site));
                await site.Process.TerminateAsync();
            }

            await using var next = await stage.StartSecondaryAsync(cancellationToken);
            notebook.Add("start-up until ready, without Redis", "s", next.StartUp.TotalSeconds, goal: Goal.OursAtMost(2));
        }
        finally
        {
            if (!redis.IsRunning)
                await redis.StartAsync(CancellationToken.None);
        }
    }

    /// <summary>Sends one write until it is accepted.</summary>
    private static async Task WriteAsync(Site site, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await site.SendAsync(HttpMethod.Post, "/executed_obs_units/start", Writing.StartBody(), cancellationToken);
                return;
            }
            catch (InvalidOperationException) when (Stopwatch.GetElapsedTime(started) < Bound)
            {
                // Refused while the service notices that Redis is unavailable.
            }
        }
    }
}
