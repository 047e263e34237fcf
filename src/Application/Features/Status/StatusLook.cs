using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Replication;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Status;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Features.Status;

/// <summary>Looks at a site for people on shift. It asks the buffer; of the databases it reports what the monitor knows.</summary>
public sealed class StatusLook
{
    /// <summary>The greatest age of the monitor's look at the databases while somebody asks for the status.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly SiteConfig site;
    private readonly SiteMonitor monitor;
    private readonly Readiness readiness;
    private readonly BufferDrainer drainer;
    private readonly ReplicationWatcher watcher;
    private readonly BufferRates rates;
    private readonly OverlayMirror overlay;
    private readonly SiteProcesses processes;
    private readonly SiteHistory history;
    private readonly IDiskProbe disks;
    private readonly TimeProvider time;
    private readonly SharedLook<StatusView> last;
    private readonly Lock gate = new();
    private Task? check;
    private long checkedAt;

    public StatusLook(
        SiteConfig site,
        SiteMonitor monitor,
        Readiness readiness,
        BufferDrainer drainer,
        ReplicationWatcher watcher,
        BufferRates rates,
        OverlayMirror overlay,
        SiteProcesses processes,
        SiteHistory history,
        IDiskProbe disks,
        TimeProvider time)
    {
        (this.site, this.monitor, this.readiness, this.drainer, this.watcher) = (site, monitor, readiness, drainer, watcher);
        (this.rates, this.overlay, this.processes, this.history, this.disks, this.time) = (rates, overlay, processes, history, disks, time);
        last = new(() => TakeAsync(CancellationToken.None), time);
    }

    /// <summary>A look that may be a second old, whoever asks and however often.</summary>
    public Task<StatusView> LastAsync() => last.GetAsync();

    public async Task<StatusView> TakeAsync(CancellationToken cancellationToken)
    {
        await CheckDatabasesAsync().WaitAsync(cancellationToken);
        var (status, hindrances) = await readiness.LookAsync(cancellationToken);
        var condition = ConditionOf(status, hindrances);
        var verdict = SiteVerdict.Of(condition);
        return new StatusView
        {
            At = condition.Now,
            Site = new(site.SiteName, site.SiteType),
            Verdict = verdict.Sentence,
            Severity = verdict.Severity,
            Facts = [.. verdict.Facts.Select(fact => new FactView(fact.Code, fact.Severity, fact.Text, fact.Since))],
            Lanes = status is null && site.IsSecondarySite ? null : await LanesOfAsync(status, cancellationToken),
            Paused = condition.Pause is { } pause ? new(pause.By, pause.Reason, pause.Since) : null,
            Durability = DurabilityOf(status, hindrances),
            Processes = [.. processes.Known.Select(seen => new ProcessView(
                seen.Process.Name, seen.Process.StartedAt, seen.HeartbeatAt, seen.Process.Epoch, seen.Process.Drains))],
            Clocks = [.. condition.Clocks.Select(clock => new ClockView(clock.Name, Math.Round(clock.OffsetSeconds, 3)))],
            Disks = condition.Disks,
        };
    }

    /// <summary>The verdict on what was just found.</summary>
    /// <param name="status">The state of the buffer; null where there is none, or it is unavailable.</param>
    /// <param name="hindrances">The reasons why this process takes no writes.</param>
    public string VerdictOn(BufferStatus? status, IReadOnlyList<string> hindrances) => SiteVerdict.Of(ConditionOf(status, hindrances)).Sentence;

    private SiteCondition ConditionOf(BufferStatus? status, IReadOnlyList<string> hindrances)
    {
        var now = time.GetUtcMicroseconds();
        var drain = drainer.Status.Under(status?.Pause);
        var isLinkDown = drain is { State: DrainState.WaitingForMain, Cause: FailureClass.Link };
        var condition = new SiteCondition
        {
            Now = now,
            IsMainSite = site.IsMainSite,
            Buffers = site.Buffers,
            MainDownSince = monitor.Main.Fault is not null ? monitor.MainLostAt ?? now : isLinkDown ? drainer.Since : null,
            LocalDownSince = monitor.Local.Fault is not null ? monitor.LocalLostAt ?? now : null,
            MainRefusesForNow = drain is { State: DrainState.WaitingForMain, Cause: FailureClass.ServerState or FailureClass.Contention },
            ReplayPaused = monitor.Local.ReplayPaused,
            SetAside = drainer.SetAside.Count,
            Overdue = watcher.Overdue,
            Clocks = [.. ClocksOf()],
            Disks = [.. disks.Look().Select(WithForecast), .. RedisMemory()],
        };
        condition = site.MainSiteName.Length > 0 ? condition with { MainName = site.MainSiteName } : condition;
        if (site.IsMainSite)
            return condition;
        if (status is null)
            return condition with { BufferDownSince = site.Buffers ? monitor.BufferLostAt ?? now : null };

        var taken = monitor.Capacity.Taken(status.Waiting);
        return condition with
        {
            Waiting = status.Depth,
            OldestWaiting = status.OldestAcceptedAt,
            Unconfirmed = status.Unconfirmed,
            Failed = status.Failed,
            Parked = status.Parked,
            Pause = status.Pause is { } pause ? new(pause.Principal, pause.Reason, pause.Since) : null,
            IsAlone = status.IsAlone,
            IsBelowDemand = site.Buffers && !status.IsAlone && monitor.Safety.Faults.Any(hindrances.Contains),
            MayLose = site.Buffers && Weaknesses(status).Any(),
            RefusesWrites = status.Refusal is not null,
            Full = taken,
            FullIn = FullInWords(status),
            HasDrainer = processes.HasDrainer,
        };
    }

    private async Task<LanesView> LanesOfAsync(BufferStatus? status, CancellationToken cancellationToken)
    {
        var held = await HeldAsync(cancellationToken);
        var applying = Math.Min(held.CountOf(TransactionState.Applying), status?.Depth ?? 0);
        return new LanesView
        {
            Buffered = new(
                (status?.Depth ?? 0) - applying,
                applying == 0 ? status?.OldestAcceptedAt : held.OldestOf(TransactionState.Buffered)),
            Applying = new(applying, applying == 0 ? null : held.OldestOf(TransactionState.Applying)),
            Committed = Lane(status?.Unconfirmed, TransactionState.Committed),
            Replicated = new(ReplicatedWithinADay(status)),
            Failed = Lane(status?.Failed, TransactionState.Failed),
            Parked = Lane(status?.Parked, TransactionState.Parked),
        };

        LaneView Lane(long? count, TransactionState state) => new(count ?? 0, count > 0 ? held.OldestOf(state) : null);
    }

    /// <summary>The transactions on their way, from the overlay; none if it cannot be read in time.</summary>
    private async Task<HeldTransactions> HeldAsync(CancellationToken cancellationToken)
    {
        try
        {
            return HeldTransactions.Of(await overlay.GetCurrentAsync(CancellationToken.None).WaitAsync(Readiness.Patience, time, cancellationToken));
        }
        catch (Exception exception) when (exception is BufferUnavailableException or TimeoutException)
        {
            return HeldTransactions.None;
        }
    }

    private DurabilityView DurabilityOf(BufferStatus? status, IReadOnlyList<string> hindrances) => new()
    {
        Level = site.IsMainSite ? "none" : monitor.Safety.Level,
        Demanded = site.BufferDurability,
        HasJournal = site.HasJournal,
        IsAlone = status is { IsAlone: true },
        Faults = hindrances,
        Weaknesses = [.. Weaknesses(status)],
        Notes = status?.Notes ?? [],
    };

    /// <summary>Redis cannot lose the transactions that the journal holds.</summary>
    private IEnumerable<string> Weaknesses(BufferStatus? status) =>
        site.IsMainSite || site.HasJournal || status is null or { IsAlone: true } || monitor.Safety.Facts is not { } redis
            ? []
            : DurabilityRules.Faults(redis, BufferDurability.Required).Except(monitor.Safety.Faults);

    private IEnumerable<ClockReading> ClocksOf()
    {
        if (monitor.Safety.Facts?.Clock is { } redis)
            yield return Reading("redis", redis);
        if (monitor.Main.Clock is { } main)
            yield return Reading("main_database", main);
        if (site.IsSecondarySite && monitor.Local.Clock is { } local)
            yield return Reading("local_database", local);

        static ClockReading Reading(string name, ClockDifference clock) => new(name, clock.Offset.TotalSeconds, clock.Uncertainty.TotalSeconds);
    }

    /// <summary>As far as the history goes back.</summary>
    private long? ReplicatedWithinADay(BufferStatus? status)
    {
        if (status is null or { IsAlone: true } || site.IsMainSite)
            return null;
        var now = new HistorySample { At = time.GetUtcNow(), Replicated = status.Totals.GetValueOrDefault(WireNames.Of(TransactionState.Replicated)) };
        var day = history.Since(now.At - Day);
        return day.Count == 0 ? null : HistorySeries.Growth([.. day, now], sample => sample.Replicated);
    }

    private DiskRoom WithForecast(DiskRoom disk)
    {
        var name = SiteHistory.NameOf(disk);
        var now = time.GetUtcNow();
        return history.Since(now - Day).FirstOrDefault(sample => sample.Free?.ContainsKey(name) is true) is { Free: { } free } first
            ? disk with { FullInDays = DiskForecast.DaysUntilFull(free[name], disk.FreeBytes, now - first.At) }
            : disk;
    }

    private IEnumerable<DiskRoom> RedisMemory() =>
        monitor.Safety.Facts is { Memory: > 0 } redis
            ? [new("redis_memory", Path: null, Math.Max(0, redis.Memory - redis.UsedMemory), redis.Memory)]
            : [];

    private string FullInWords(BufferStatus status)
    {
        var (accepted, applied) = rates.PerSecond();
        return FullForecast.InWords(
            FullForecast.SecondsUntilFull(status.Waiting.Transactions, monitor.Capacity.Places(status.Waiting), accepted, applied));
    }

    /// <summary>Waits for the first look at the databases only; later ones run beside those who ask.</summary>
    private Task CheckDatabasesAsync()
    {
        lock (gate)
        {
            if (check is { IsCompleted: false } && checkedAt != 0)
                return Task.CompletedTask;
            if (check is null)
                return check = CheckAsync();
            if (time.GetElapsedTime(checkedAt) >= Freshness)
                check = CheckAsync();
            return Task.CompletedTask;
        }
    }

    private async Task CheckAsync()
    {
        await monitor.CheckDatabasesAsync(CancellationToken.None);
        lock (gate)
            checkedAt = time.GetTimestamp();
    }
}
