using CcatOps.Api.Answers;
using CcatOps.Api.Authentication;
using CcatOps.Api.Endpoints;
using CcatOps.Api.Errors;
using CcatOps.Api.Methods;
using CcatOps.Api.Metrics;
using CcatOps.Api.OpenApi;
using CcatOps.Api.Page;
using CcatOps.Api.Requests;
using CcatOps.Api.Sessions;
using CcatOps.Api.Shell;
using CcatOps.Application;
using CcatOps.Application.Writes;
using CcatOps.Domain.Sites;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;

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
        builder.Services.TryAddSingleton(new SettingsInEffect([]));

        var app = builder.Build();
        RejectedRequests.AddTo(app);
        app.UseOuterShell();
        app.UseRoutingWithHead();
        app.UseMetrics();
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(StatusProblems.WriteAsync);
        app.UseInnerShell();
        app.UseAuthentication();
        app.UsePrincipalLimits();
        app.UseMiddleware<CrossSiteGuard>();
        app.UseMiddleware<MethodGate>();
        app.UseMiddleware<AccessGate>();
        app.UseBodyBounds();

        app.MapPage();
        app.MapSite();
        app.MapObservations();
        app.MapResources();
        app.MapBulkOfRawDataFiles();
        app.MapTransactions();
        app.MapFailedTransactions();
        app.MapAudit();
        app.MapTokens();
        app.MapUsers();
        app.MapBuffer();
        app.MapHealth();
        app.MapStatus();
        app.MapSettings();
        app.MapMetrics();
        app.MapSessions();
        app.MapOpenSessions();
        app.MapBrowserSessions();
        app.MapProblems();
        app.MapApiDescription();
        return app;
    }

    private static IServiceCollection AddRequests(this IServiceCollection services)
    {
        services.AddOptions<JsonOptions>().Configure<IHttpContextAccessor>((options, accessor) => StrictJson.Configure(options.SerializerOptions, accessor));
        return services
            .AddHttpContextAccessor()
            .AddScoped<IRequestContext, RequestContext>()
            .AddSingleton<LongPoll>()
            .AddSingleton<EventStreams>()
            .AddScoped<StatusStream>()
            .AddSingleton<AllowedMethods>()
            .AddExceptionHandler<ProblemExceptionHandler>()
            .Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }
}
