using CcatOps.Api.Authentication;
using CcatOps.Api.Endpoints;
using CcatOps.Api.Errors;
using CcatOps.Api.Metrics;
using CcatOps.Api.OpenApi;
using CcatOps.Api.Requests;
using CcatOps.Api.Sessions;
using CcatOps.Api.Shell;
using CcatOps.Application;
using CcatOps.Application.Writes;
using CcatOps.Domain.Sites;

namespace CcatOps.Api.Hosting;

/// <summary>Puts the service together for one site. Only the adapters come from outside.</summary>
internal static class ServiceHost
{
    public static WebApplication Build(
        WebApplicationBuilder builder,
        SiteConfig site,
        Action<IServiceCollection> addAdapters,
        ShellConfig? shell = null,
        AuthenticationConfig? authentication = null)
    {
        builder.AddShell(shell ?? new());
        builder.Services
            .AddSingleton(site)
            .AddSingleton(TimeProvider.System)
            .AddApplication()
            .AddRequests()
            .AddAccess(authentication ?? new())
            .AddMetricsRegistry()
            .AddApiDescription();
        addAdapters(builder.Services);

        var app = builder.Build();
        app.UseOuterShell();
        app.UseRouting();
        app.UseMetrics();
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(StatusProblems.WriteAsync);
        app.UseAuthentication();
        app.UseInnerShell();
        app.UseMiddleware<CrossSiteGuard>();
        app.UseMiddleware<AccessGate>();

        app.MapSite();
        app.MapObservations();
        app.MapRawDataFiles();
        app.MapObsUnits();
        app.MapTransactions();
        app.MapFailedTransactions();
        app.MapAudit();
        app.MapTokens();
        app.MapBuffer();
        app.MapHealth();
        app.MapMetrics();
        app.MapSessions();
        app.MapProblems();
        app.MapApiDescription();
        return app;
    }

    private static IServiceCollection AddRequests(this IServiceCollection services) => services
        .AddHttpContextAccessor()
        .AddScoped<IRequestContext, RequestContext>()
        .AddSingleton<LongPoll>()
        .AddExceptionHandler<ProblemExceptionHandler>()
        .ConfigureHttpJsonOptions(options => StrictJson.Configure(options.SerializerOptions))
        .Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
}
