using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Domain.Sites;

namespace CcatOps.Application.Monitoring;

/// <summary>Keeps the last look at the buffer's safety and at both databases, so that a scrape crosses no ocean.</summary>
public sealed class SiteMonitor(SiteConfig site, IBufferMonitor buffer, IDatabaseProbe databases, BufferRates rates, BufferDrainer drainer, TimeProvider time)
{
    private static readonly BufferSafety NotYet = new("unknown", ["the buffer has not been checked yet; it is at start and then every 10 s."]);

    private string? mainsIncarnation;
    private long? currentAt;

    public BufferSafety Safety { get; private set; } = NotYet;
    public DatabaseView Main { get; private set; } = new() { Fault = "not looked at yet" };
    public DatabaseView Local { get; private set; } = new() { Fault = "not looked at yet" };

    /// <summary>Bytes of log that the replica has still to replay, by the last looks; null when either was away.</summary>
    public long? LagBytes => Main.Lsn is { } main && Local.Lsn is { } local ? main.BytesAheadOf(local) : null;

    /// <summary>Seconds that the replica is behind; zero when it has replayed all there is.</summary>
    public double? LagSeconds => LagBytes is 0 ? 0 : Local.ReplayAgeSeconds;

    /// <summary>
    /// Seconds that may be missing from what the local database knows, at most: since it was last seen to have all that main has, or since
    /// the last thing that it learned; null where neither is known.
    /// </summary>
    public double? KnowledgeAgeSeconds => site.IsMainSite ? 0
        : currentAt is { } seen ? Math.Min(time.GetElapsedTime(seen).TotalSeconds, LagSeconds ?? double.MaxValue)
        : LagSeconds;

    public async Task CheckAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(CheckBufferAsync(cancellationToken), CheckDatabasesAsync(cancellationToken));

    public async Task CheckDatabasesAsync(CancellationToken cancellationToken)
    {
        var main = databases.LookAtMainAsync(cancellationToken);
        var local = databases.LookAtLocalAsync(cancellationToken);
        Main = await main;
        Local = await local;
        if (LagBytes is 0)
            currentAt = time.GetTimestamp();
        if (Main.Incarnation is not { } incarnation)
            return;

        // It may have been promoted, or set back to a backup: what it lacks is found when the drain meets it.
        if (mainsIncarnation is not null && incarnation != mainsIncarnation)
            drainer.MeetMainAnew();
        mainsIncarnation = incarnation;
    }

    public async Task CheckBufferAsync(CancellationToken cancellationToken)
    {
        if (site.IsMainSite)
            return;

        try
        {
            Safety = await buffer.CheckSafetyAsync(cancellationToken);
            rates.Note((await buffer.GetStatusAsync(cancellationToken)).Totals);
        }
        catch (BufferUnavailableException exception)
        {
            Safety = new("unknown", [exception.Message]);
        }
    }
}
