using CcatOps.Api.OpenApi;
using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using Prometheus;

namespace CcatOps.Api.Metrics;

/// <summary>
/// The site's own metrics. What cannot be known at the time of a scrape is NaN, so that no old value passes for a new one.
/// </summary>
internal sealed class SiteMetrics(
    SiteConfig site,
    IBufferMonitor buffer,
    SiteMonitor monitor,
    BufferRates rates,
    BufferDrainer drainer,
    TimeProvider time,
    CollectorRegistry registry)
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);

    private static readonly TransactionState[] CountedStates =
    [
        TransactionState.Buffered, TransactionState.Committed, TransactionState.Replicated,
        TransactionState.Failed, TransactionState.Discarded,
    ];

    private static readonly FailureClass[] Causes = [FailureClass.Link, FailureClass.Contention, FailureClass.ServerState];

    private readonly MetricFactory metrics = Prometheus.Metrics.WithCustomRegistry(registry);

    public void Register()
    {
        Configuration(MetricTable.SiteType, WireNames.Of(site.SiteType)).Set(1);
        Configuration(MetricTable.Buffering).Set(site.Buffers ? 1 : 0);
        Configuration(MetricTable.LsnTracking).Set(site.LsnTracking.Enabled ? 1 : 0);

        Gauge(MetricTable.Build).WithLabels(ServiceVersion.Text).Set(1);
        var clock = Gauge(MetricTable.Clock);
        Gauge(MetricTable.Capacity).Set(site.TransactionBuffering.BufferSize);
        var capacityBytes = Gauge(MetricTable.CapacityBytes);
        var waitingBytes = Gauge(MetricTable.WaitingBytes);
        var depth = Gauge(MetricTable.Depth);
        var oldestAge = Gauge(MetricTable.OldestAge);
        var fullIn = Gauge(MetricTable.FullIn);
        var paused = Gauge(MetricTable.Paused);
        var durable = Gauge(MetricTable.Durable);
        var diskFree = Gauge(MetricTable.DiskFree);
        var diskSize = Gauge(MetricTable.DiskSize);
        var parked = Gauge(MetricTable.Parked);
        var failed = Gauge(MetricTable.Failed);
        var unconfirmed = Gauge(MetricTable.Unconfirmed);
        var setAside = Gauge(MetricTable.SetAside);
        var waiting = Gauge(MetricTable.WaitingForMain);
        var lagBytes = Gauge(MetricTable.LagBytes);
        var lagSeconds = Gauge(MetricTable.LagSeconds);
        var totals = metrics.CreateCounter(MetricTable.Transactions.Name, MetricTable.Transactions.Help, MetricTable.Transactions.Labels);

        registry.AddBeforeCollectCallback(async cancellationToken =>
        {
            var status = await LookAsync(cancellationToken);
            capacityBytes.Set(monitor.Capacity.Bytes is var bytes and < long.MaxValue ? bytes : double.PositiveInfinity);
            waitingBytes.Set(status?.WaitingBytes ?? double.NaN);
            depth.Set(status?.Depth ?? double.NaN);
            oldestAge.Set(status is null ? double.NaN : AgeOf(status));
            fullIn.Set(status is null ? double.NaN : FullIn(status));
            paused.Set(status is null ? double.NaN : status.Pause is null ? 0 : 1);
            durable.Set(!site.Buffers ? double.NaN : monitor.Safety.Faults.Count == 0 ? 1 : 0);
            (var free, var size) = JournalDisk();
            diskFree.Set(free);
            diskSize.Set(size);
            parked.Set(status?.Parked ?? double.NaN);
            failed.Set(status?.Failed ?? double.NaN);
            unconfirmed.Set(status?.Unconfirmed ?? double.NaN);
            setAside.Set(drainer.SetAside.Count);
            foreach (var cause in Causes)
                waiting.WithLabels(WireNames.Of(cause)).Set(drainer.Status.Cause == cause ? 1 : 0);
            lagBytes.Set(monitor.LagBytes ?? double.NaN);
            lagSeconds.Set(monitor.LagSeconds ?? double.NaN);
            foreach (var (state, count) in TotalsOf(status))
                Raise(totals, state, count);
            clock.Set(time.GetUtcNow().ToUnixTimeMilliseconds() / 1000d);
        });
    }

    private async Task<BufferStatus?> LookAsync(CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(LongestLook);
        try
        {
            return await buffer.GetStatusAsync(bounded.Token).WaitAsync(bounded.Token);
        }
        catch (Exception exception) when (exception is BufferUnavailableException or OperationCanceledException)
        {
            return null;
        }
    }

    private (double Free, double Size) JournalDisk()
    {
        if (!site.HasJournal)
            return (double.NaN, double.NaN);
        try
        {
            var disk = new DriveInfo(Path.GetFullPath(site.TransactionBuffering.JournalPath));
            return (disk.AvailableFreeSpace, disk.TotalSize);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (double.NaN, double.NaN);
        }
    }

    private double AgeOf(BufferStatus status) =>
        status.OldestAcceptedAt is { } oldest ? Math.Max(0, (time.GetUtcNow() - oldest).TotalSeconds) : 0;

    private double FullIn(BufferStatus status)
    {
        var (accepted, applied) = rates.PerSecond();
        return FullForecast.SecondsUntilFull(status.Waiting.Transactions, monitor.Capacity.Places(status.Waiting), accepted, applied)
            ?? double.PositiveInfinity;
    }

    private static IEnumerable<KeyValuePair<string, long>> TotalsOf(BufferStatus? status) => status is null
        ? []
        : CountedStates.Select(WireNames.Of)
            .Select(state => KeyValuePair.Create(state, status.Totals.GetValueOrDefault(state)));

    /// <summary>A new buffer counts from zero, and so does the counter; Prometheus recognises the reset.</summary>
    private static void Raise(Counter totals, string state, long count)
    {
        if (totals.WithLabels(state).Value > count)
            totals.RemoveLabelled(state);
        totals.WithLabels(state).IncTo(count);
    }

    private Gauge Gauge(Metric metric) => metrics.CreateGauge(metric.Name, metric.Help, metric.Labels);

    private Gauge.Child Configuration(Metric metric, params string[] values) => Gauge(metric).WithLabels([site.SiteName, .. values]);
}
