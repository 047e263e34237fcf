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
        Configuration("site_type_info", "The type of this site; always 1.", ("site_type", WireNames.Of(site.SiteType))).Set(1);
        Configuration("buffering_enabled", "Whether this site buffers critical writes: 1 or 0.").Set(site.Buffers ? 1 : 0);
        Configuration("lsn_tracking_enabled", "Whether LSN tracking is on: 1 or 0.").Set(site.LsnTracking.Enabled ? 1 : 0);

        Gauge("ccatops_buffer_capacity", "Transactions that the buffer may hold.").Set(site.TransactionBuffering.BufferSize);
        var capacityBytes = Gauge("ccatops_buffer_capacity_bytes", "Bytes of contents that may wait for the main database; +Inf where nothing bounds them.");
        var waitingBytes = Gauge("ccatops_buffer_waiting_bytes", "Bytes of the contents of what waits for the main database, the parked ones counted.");
        var depth = Gauge("ccatops_buffer_depth", "Transactions that wait for the main database, the parked ones not counted.");
        var oldestAge = Gauge("ccatops_buffer_oldest_age_seconds", "Seconds that the oldest of them has waited; 0 when none waits.");
        var fullIn = Gauge("ccatops_buffer_full_in_seconds", "Seconds until the buffer is full at the present rates; +Inf when it does not fill.");
        var failed = Gauge("ccatops_failed_transactions", "Transactions that the main database refused and a person must look at.");
        var unconfirmed = Gauge("ccatops_unconfirmed_transactions", "Transactions at the main database, not yet seen on the replica.");
        var setAside = Gauge("ccatops_set_aside_transactions", "Transactions that main did not take for a reason that may pass, while others go on.");
        var waiting = metrics.CreateGauge(
            "ccatops_drain_waiting_for_main", "Whether the drain of this process waits for the main database, by the cause: 1 or 0.", ["cause"]);
        var lagBytes = Gauge("ccatops_replica_lag_bytes", "Bytes of log that the replica has still to replay, at the last look.");
        var lagSeconds = Gauge("ccatops_replica_lag_seconds", "Seconds that the replica is behind, at the last look.");
        var totals = metrics.CreateCounter(
            "ccatops_transactions_total",
            "Transactions that came into each state since the buffer was made; buffered: accepted.",
            ["state"]);

        registry.AddBeforeCollectCallback(async cancellationToken =>
        {
            var status = await LookAsync(cancellationToken);
            capacityBytes.Set(monitor.Capacity.Bytes is var bytes and < long.MaxValue ? bytes : double.PositiveInfinity);
            waitingBytes.Set(status?.WaitingBytes ?? double.NaN);
            depth.Set(status?.Depth ?? double.NaN);
            oldestAge.Set(status is null ? double.NaN : AgeOf(status));
            fullIn.Set(status is null ? double.NaN : FullIn(status));
            failed.Set(status?.Failed ?? double.NaN);
            unconfirmed.Set(status?.Unconfirmed ?? double.NaN);
            setAside.Set(drainer.SetAside.Count);
            foreach (var cause in Causes)
                waiting.WithLabels(WireNames.Of(cause)).Set(drainer.Status.Cause == cause ? 1 : 0);
            lagBytes.Set(monitor.LagBytes ?? double.NaN);
            lagSeconds.Set(monitor.LagSeconds ?? double.NaN);
            foreach (var (state, count) in TotalsOf(status))
                Raise(totals, state, count);
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

    private Gauge Gauge(string name, string help) => metrics.CreateGauge(name, help);

    private Gauge.Child Configuration(string name, string help, params (string Name, string Value)[] more) =>
        metrics.CreateGauge(name, help, ["site_name", .. more.Select(label => label.Name)])
            .WithLabels([site.SiteName, .. more.Select(label => label.Value)]);
}
