using CcatOps.Application.Draining;
using CcatOps.Application.Features.Status;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Replication;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Features.Health;

/// <summary>Looks at everything that bears on the health of the site.</summary>
internal sealed class HealthLook
{
    private readonly SiteConfig site;
    private readonly SiteMonitor monitor;
    private readonly BufferDrainer drainer;
    private readonly ReplicationWatcher watcher;
    private readonly BufferRates rates;
    private readonly Readiness readiness;
    private readonly StatusLook statusLook;
    private readonly TimeProvider time;
    private readonly SharedLook<HealthView> last;

    public HealthLook(
        SiteConfig site,
        SiteMonitor monitor,
        BufferDrainer drainer,
        ReplicationWatcher watcher,
        BufferRates rates,
        Readiness readiness,
        StatusLook statusLook,
        TimeProvider time)
    {
        (this.site, this.monitor, this.drainer, this.watcher) = (site, monitor, drainer, watcher);
        (this.rates, this.readiness, this.statusLook, this.time) = (rates, readiness, statusLook, time);
        last = new(() => TakeAsync(CancellationToken.None), time);
    }

    /// <summary>A look that may be a second old: it costs the databases nothing, whoever asks and however often.</summary>
    public Task<HealthView> LastAsync() => last.GetAsync();

    /// <summary>Looks now. What does not answer within some seconds is taken for unavailable.</summary>
    public async Task<HealthView> TakeAsync(CancellationToken cancellationToken)
    {
        var databases = monitor.CheckDatabasesAsync(CancellationToken.None);
        try
        {
            await monitor.CheckBufferAsync(CancellationToken.None).WaitAsync(Readiness.Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The look at the buffer says so.
        }

        var (status, hindrances) = await readiness.LookAsync(cancellationToken);
        await databases.WaitAsync(cancellationToken);
        var problems = hindrances.Concat(ProblemsOf(status)).Distinct().ToArray();
        return new HealthView
        {
            Status = hindrances.Count > 0 ? "unhealthy" : problems.Length > 0 ? "degraded" : "healthy",
            Verdict = statusLook.VerdictOn(status, hindrances),
            Database = Connected(monitor.Local.IsReachable),
            Redis = site.IsMainSite || !site.HasRedis ? "not_used" : Connected(status is { IsAlone: false }),
            TransactionBuffer = new BufferHealth(
                status?.Depth ?? 0, status?.Failed ?? 0, status?.Parked ?? 0, status?.Unconfirmed ?? 0, site.TransactionBuffering.BufferSize),
            BackgroundProcessor = site.IsMainSite ? "disabled" : Serialization.WireNames.Of(drainer.Status.Under(status?.Pause).State),
            Problems = problems,
            ProblemCount = problems.Length,
            SiteName = site.SiteName,
            SiteType = site.SiteType,
            MainDatabase = Connected(monitor.Main.IsReachable),
            Durability = site.IsMainSite ? "none" : monitor.Safety.Level,
            ReplicaLagBytes = monitor.LagBytes,
            ReplicaLagSeconds = monitor.LagSeconds,
            SecurityDataAgeSeconds = monitor.KnowledgeAgeSeconds,
        };
    }

    private IEnumerable<string> ProblemsOf(BufferStatus? status)
    {
        if (monitor.Main.Fault is { } mainFault)
            yield return $"The main database is unavailable: {mainFault}";
        if (monitor.Local.Fault is { } localFault)
            yield return $"The local database is unavailable: {localFault}";
        if (site.IsMainSite)
            yield break;
        foreach (var note in status?.Notes ?? [])
            yield return note;
        if (!site.HasJournal && monitor.Safety.Facts is { } redis)
        {
            foreach (var weakness in DurabilityRules.Faults(redis, BufferDurability.Required).Except(monitor.Safety.Faults))
                yield return $"An accepted write may be lost with Redis: {weakness}";
        }

        if (drainer.Status is { Cause: FailureClass.ServerState, Reason: { } reason })
            yield return $"The drain waits for the main database to be as it should: {reason}. It goes on by itself, and nothing fails meanwhile.";
        if (drainer.SetAside is [var first, ..] setAside)
            yield return SetAsideInWords(first, setAside.Count);
        if (status?.Pause is { } pause)
            yield return $"The drain is paused: {pause.Reason}. Resume it with POST /api/buffer/resume.";
        if (status is { Failed: > 0 } failing)
            yield return $"{failing.Failed} transactions have failed; see GET /api/transactions?state=failed.";
        if (status is not null && monitor.Capacity.IsDegraded(status.Waiting) && monitor.Capacity.FindFullness(status.Waiting) is null)
        {
            yield return $"{status.Waiting.Transactions} of {monitor.Capacity.Places(status.Waiting)} places in the buffer are taken; {FullInWords(status)}.";
        }

        if (watcher.Overdue > 0)
            yield return $"{watcher.Overdue} transactions have waited for the replica for longer than LSN_TIMEOUT.";
    }

    private string FullInWords(BufferStatus status)
    {
        var (accepted, applied) = rates.PerSecond();
        return FullForecast.InWords(
            FullForecast.SecondsUntilFull(status.Waiting.Transactions, monitor.Capacity.Places(status.Waiting), accepted, applied));
    }

    private static string SetAsideInWords(SetAside first, int count) =>
        $"{count} transactions wait for the main database to take them while others go on; the first is {first.TransactionId} ({first.Operation}), "
        + $"since {first.Since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}: {first.Failure}. They are tried again by themselves; remove the cause at main.";

    private static string Connected(bool isReachable) => isReachable ? "connected" : "disconnected";
}
