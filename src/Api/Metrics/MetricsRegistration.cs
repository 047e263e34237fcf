using CcatOps.Application.Draining;
using Prometheus;

namespace CcatOps.Api.Metrics;

internal static class MetricsRegistration
{
    /// <summary>A registry for each host, so that two in one process share nothing.</summary>
    public static IServiceCollection AddMetricsRegistry(this IServiceCollection services) => services
        .AddSingleton(_ => Prometheus.Metrics.NewCustomRegistry())
        .AddSingleton<SiteMetrics>()
        .AddSingleton<IDrainObserver, PrometheusDrainObserver>();

    public static void UseMetrics(this WebApplication app)
    {
        var metrics = Prometheus.Metrics.WithCustomRegistry(app.Services.GetRequiredService<CollectorRegistry>());
        app.UseMethodLabels(inner => inner.UseHttpMetrics(options =>
        {
            options.InProgress.Gauge = metrics.CreateGauge(
                MetricTable.RequestsInProgress.Name, MetricTable.RequestsInProgress.Help, MetricTable.RequestsInProgress.Labels);
            options.RequestCount.Counter = metrics.CreateCounter(
                MetricTable.Requests.Name, MetricTable.Requests.Help, MetricTable.Requests.Labels);
            options.RequestDuration.Histogram = metrics.CreateHistogram(
                MetricTable.RequestSeconds.Name,
                MetricTable.RequestSeconds.Help,
                MetricTable.RequestSeconds.Labels,
                new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.001, 2, 14) });
        }));
    }

    public static void MapMetrics(this WebApplication app)
    {
        var registry = app.Services.GetRequiredService<CollectorRegistry>();
        app.Services.GetRequiredService<SiteMetrics>().Register();
        app.Services.GetRequiredService<IDrainObserver>();
        DotNetStats.Register(registry);
        var meters = MeterAdapter.StartListening(new MeterAdapterOptions
        {
            Registry = registry,
            InstrumentFilterPredicate = instrument => instrument.Meter.Name is "System.Runtime",
        });
        app.Lifetime.ApplicationStopped.Register(meters.Dispose);
        app.MapMetrics("/metrics", registry).WithMetadata(new HttpMethodMetadata([HttpMethods.Get])).ExcludeFromDescription();
    }
}
