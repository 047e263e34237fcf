using CcatOps.Api.Authentication;
using CcatOps.Api.Commands;
using CcatOps.Api.Hosting;
using CcatOps.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CcatOps.Bench.Staging;

/// <summary>The service as it is, except that it asks nobody who they are; only to measure what asking costs.</summary>
internal static class OpenService
{
    public const string Verb = "serve-open";

    public static async Task<int> RunAsync(string[] hostOptions)
    {
        var builder = ServiceDefaults.CreateBuilder(hostOptions);
        if (!SettingsCheck.TryLoad(builder.Environment, out var settings))
            return ExitCodes.Failed;
        await using var app = ServiceHost.Build(
            builder, settings.Site, services => services.AddInfrastructure(settings.Site).AddSingleton<IRouteTable, Everything>());
        await app.RunAsync();
        return ExitCodes.Done;
    }

    private sealed class Everything : IRouteTable
    {
        private static readonly RouteAccess Open = new RouteAccess.Open();

        public RouteAccess Of(RouteEndpoint endpoint) => Open;
    }
}
