using System.Collections.Concurrent;
using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Sites;
using Microsoft.Extensions.Logging;

namespace CcatOps.Application.Monitoring;

/// <summary>
/// Keeps the last look at the buffer's safety and at both databases, so that a scrape crosses no ocean. Each loss and each return of one of
/// them is one line in the log.
/// </summary>
public sealed partial class SiteMonitor(
    SiteConfig site,
    IBufferMonitor buffer,
    IDatabaseProbe databases,
    KnownSafety known,
    BufferRates rates,
    BufferDrainer drainer,
    TimeProvider time,
    ILogger<SiteMonitor> logger)
{
    private const string MainDatabase = "The main database";
    private const string LocalDatabase = "The local database";
    private const string Buffer = "The buffer";
    private const string MainWithoutBuffer = "What needs it is refused until it answers: check the server and MAIN_DB_HOST, MAIN_DB_PORT.";
    private const string MainWithBuffer = "Writes are buffered meanwhile and nothing is lost: check the link and the server.";
    private const string LocalRemedy = "Reads are refused until it answers: check the replica and LOCAL_DB_HOST, LOCAL_DB_PORT.";
    private const string BufferRemedy = "GET /health says whether writes are accepted meanwhile.";

    private readonly ConcurrentDictionary<string, (long Timestamp, DateTimeOffset Time)> lostAt = [];
    private string? mainsIncarnation;
    private long? currentAt;

    public BufferSafety Safety => known.Safety;
    public BufferCapacity Capacity => known.Capacity;
    public DatabaseView Main { get; private set; } = new() { Fault = "not looked at yet" };
    public DatabaseView Local { get; private set; } = new() { Fault = "not looked at yet" };

    /// <summary>Since when the main database has been unavailable; null while it is available, and before the first look.</summary>
    public DateTimeOffset? MainLostAt => LostAt(MainDatabase);

    /// <summary>As <see cref="MainLostAt"/>, for the local database of a secondary site.</summary>
    public DateTimeOffset? LocalLostAt => LostAt(LocalDatabase);

    /// <summary>As <see cref="MainLostAt"/>, for the buffer; also since it is less durable than demanded.</summary>
    public DateTimeOffset? BufferLostAt => LostAt(Buffer);

    /// <summary>Bytes of log that the replica has still to replay, by the last looks; null when either database was unavailable.</summary>
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
        Report(MainDatabase, Main.Fault, site.Buffers ? MainWithBuffer : MainWithoutBuffer);
        if (!site.IsMainSite)
            Report(LocalDatabase, Local.Fault, LocalRemedy);
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
            known.Safety = await buffer.CheckSafetyAsync(cancellationToken);
            Report(Buffer, known.Safety.Faults.Count == 0 ? null : string.Join(' ', known.Safety.Faults), BufferRemedy);
            rates.Note((await buffer.GetStatusAsync(cancellationToken)).Totals);
        }
        catch (BufferUnavailableException exception)
        {
            known.Safety = new("unknown", [exception.Message]);
            Report(Buffer, exception.Message, BufferRemedy);
        }
    }

    private DateTimeOffset? LostAt(string what) => lostAt.TryGetValue(what, out var since) ? since.Time : null;

    private void Report(string what, string? fault, string remedy)
    {
        if (fault is not null && lostAt.TryAdd(what, (time.GetTimestamp(), time.GetUtcMicroseconds())))
            LogLost(what, fault.TrimEnd('.'), remedy);
        else if (fault is null && lostAt.TryRemove(what, out var since))
            LogBack(what, time.GetElapsedTime(since.Timestamp));
    }

    [LoggerMessage(LogLevel.Warning, "{What} cannot be used: {Fault}. {Remedy}")]
    private partial void LogLost(string what, string fault, string remedy);

    [LoggerMessage(LogLevel.Information, "{What} can be used again, after {Duration}")]
    private partial void LogBack(string what, TimeSpan duration);
}
