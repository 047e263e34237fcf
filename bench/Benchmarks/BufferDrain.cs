using System.Diagnostics;
using CcatOps.Bench.Staging;
using CcatOps.TestBed;

namespace CcatOps.Bench.Benchmarks;

/// <summary>One drain of a full buffer, timed from the first transaction that is sent until none waits.</summary>
internal sealed record BufferDrain
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(20);

    public required int Count { get; init; }

    /// <summary>Until the buffer was empty.</summary>
    public required double Seconds { get; init; }

    /// <summary>The time until all were seen on the replica and released.</summary>
    public required double SecondsToReplica { get; init; }

    /// <summary>To the main database.</summary>
    public required long BytesSent { get; init; }

    /// <summary>The requests that the clients have sent.</summary>
    public required long PayloadBytes { get; init; }

    /// <summary>Used by each process until the buffer was empty.</summary>
    public required ProcessorTimes Processor { get; init; }

    /// <summary>Transactions per second.</summary>
    public double Rate => Count / Seconds;

    public double RateToReplica => Count / SecondsToReplica;

    public static async Task<BufferDrain> RunAsync(
        Scene scene,
        int count,
        TimeSpan roundTrip,
        CancellationToken cancellationToken,
        int? refusedEvery = null,
        long? bytesPerSecond = null)
    {
        var stage = scene.Stage;
        await stage.ResetAsync(cancellationToken);
        await using var site = await stage.StartSecondaryAsync(cancellationToken);
        await site.PauseAsync(cancellationToken);
        var payload = 0L;
        await stage.FillAsync(
            Night.Transactions(count, refusedEvery).Select(transaction =>
            {
                payload += Night.PayloadBytes(transaction);
                return transaction;
            }),
            cancellationToken);
        await site.SettleAsync(cancellationToken);
        stage.SetLink(roundTrip, bytesPerSecond);

        // The time until the end of the pause is noticed is not part of the drain.
        await site.ResumeAsync(cancellationToken);
        await site.UntilSendingAsync(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        var processor = await ProcessorTimes.OfAsync(stage, site);
        var sent = stage.Servers.OceanToMain.Forwarded(Direction.ToTarget);
        var applied = await Clock.UntilAsync(
            started, async () => await site.DepthAsync() == 0, Bound, "the buffer should be empty", cancellationToken);
        sent = stage.Servers.OceanToMain.Forwarded(Direction.ToTarget) - sent;
        processor = (await ProcessorTimes.OfAsync(stage, site)).Since(processor);
        // PostgreSQL's log is many times as long as what the drain sends, and takes minutes through a narrow link.
        stage.SetLink(roundTrip);
        var seen = await Clock.UntilAsync(
            started, async () => await site.UnconfirmedAsync() == 0, Bound, "the replica should show all", cancellationToken);
        return new()
        {
            Count = count,
            Seconds = applied.TotalSeconds,
            SecondsToReplica = seen.TotalSeconds,
            BytesSent = sent,
            PayloadBytes = payload,
            Processor = processor,
        };
    }
}
