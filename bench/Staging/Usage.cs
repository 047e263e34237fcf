using System.Diagnostics;
using CcatOps.TestBed;

namespace CcatOps.Bench.Staging;

/// <summary>Counters of a site's process and of the servers that it asks, at one moment.</summary>
internal sealed record Usage(long Timestamp, TimeSpan Processor, double MemoryMb, long Main, long Replica, long Redis)
{
    public static async Task<Usage> OfAsync(Stage stage, Site site)
    {
        using var process = Process.GetProcessById(site.Process.Id);
        return new(
            Stopwatch.GetTimestamp(),
            process.TotalProcessorTime,
            MemoryOf(process),
            await TransactionsAsync(stage.Servers.Primary),
            await TransactionsAsync(stage.Servers.Replica),
            await stage.CommandsAsync());
    }

    /// <summary>The memory of the service's process, in MB.</summary>
    public static double MemoryMbOf(Site site)
    {
        using var process = Process.GetProcessById(site.Process.Id);
        return MemoryOf(process);
    }

    public UsageRate Since(Usage before)
    {
        var seconds = Stopwatch.GetElapsedTime(before.Timestamp, Timestamp).TotalSeconds;
        return new(
            (Processor - before.Processor).TotalSeconds / seconds * 100,
            MemoryMb,
            (Main - before.Main) / seconds,
            (Replica - before.Replica) / seconds,
            (Redis - before.Redis) / seconds);
    }

    private static double MemoryOf(Process process) => process.WorkingSet64 / 1e6;

    /// <summary>The look itself is among them. The server takes a statement without BEGIN as a transaction.</summary>
    private static async Task<long> TransactionsAsync(PostgresNode server) => await server.ReadAsync<long>(
        $"select xact_commit + xact_rollback from pg_stat_database where datname = '{PostgresNode.Database}'");
}

internal sealed record UsageRate(double ProcessorPercent, double MemoryMb, double MainPerSecond, double ReplicaPerSecond, double RedisPerSecond)
{
    public double QueriesPerSecond => MainPerSecond + ReplicaPerSecond + RedisPerSecond;
}
