using CcatOps.Api.Errors;
using CcatOps.Api.Requests;
using CcatOps.Application.Errors;
using CcatOps.Domain.Access;
using Microsoft.AspNetCore.Authentication;

namespace CcatOps.Api.Authentication;

/// <summary>Lets a request through to its route, by the one table; what the table does not name is closed.</summary>
internal sealed class AccessGate(RequestDelegate next, IRouteTable routes, MetricsGate metrics)
{
    public Task InvokeAsync(HttpContext context)
    {
        // Nothing of ours stands behind other endpoints: the framework answers them with 404, 405 or 415.
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
            return next(context);

        var access = routes.Of(endpoint);
        return access switch
        {
            RouteAccess.Open => next(context),
            RouteAccess.Metrics when metrics.IsOpen => next(context),
            _ => CheckAsync(context, access),
        };
    }

    private Task CheckAsync(HttpContext context, RouteAccess access)
    {
        var principal = context.GetPrincipal();
        if (principal.Kind == PrincipalKind.Anonymous)
            return RefuseAsync(context);
        return access switch
        {
            RouteAccess.Known => next(context),
            RouteAccess.Needs { Permission: var permission } when principal.May(permission) => next(context),
            RouteAccess.Metrics when principal.May(Permissions.ReadMetrics) => next(context),
            RouteAccess.Needs { Permission: var permission } => throw new ForbiddenException(permission, principal.Label),
            RouteAccess.Metrics => throw new ForbiddenException(Permissions.ReadMetrics, principal.Label),
            _ => throw new ForbiddenException(new Permission("*", "*"), principal.Label),
        };
    }

    private static async Task RefuseAsync(HttpContext context)
    {
        // It has been asked before and remembers; only of a success is a note kept elsewhere.
        var failure = (await context.AuthenticateAsync()).Failure;
        if (failure is LocalDatabaseUnavailableException or SessionsUnavailableException)
            throw failure;
        context.Response.Headers.WWWAuthenticate = failure is null ? "Bearer" : "Bearer error=\"invalid_token\"";
        await Problem.WriteAsync(context, new Fault(
            ProblemTypes.Unauthorized, failure?.Message ?? "The request has no credential."));
    }
}
