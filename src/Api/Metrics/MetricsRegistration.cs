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
        var registry = app.Services.GetRequiredService<CollectorRegistry>();
        app.UseHttpMetrics(options =>
        {
            options.InProgress.Registry = registry;
            options.RequestCount.Registry = registry;
            options.RequestDuration.Registry = registry;
            options.ReduceStatusCodeCardinality();
        });
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
        app.MapMetrics("/metrics", registry).ExcludeFromDescription();
    }
}
