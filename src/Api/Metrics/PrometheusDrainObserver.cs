using CcatOps.Application.Draining;
using Prometheus;

namespace CcatOps.Api.Metrics;

internal sealed class PrometheusDrainObserver(CollectorRegistry registry) : IDrainObserver
{
    private readonly Histogram seconds = Prometheus.Metrics.WithCustomRegistry(registry).CreateHistogram(
        MetricTable.BatchSeconds.Name,
        MetricTable.BatchSeconds.Help,
        new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.005, 2, 14) });

    public void BatchApplied(int transactions, TimeSpan duration) => seconds.Observe(duration.TotalSeconds);
}
