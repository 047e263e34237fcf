using CcatOps.Api.Errors;

namespace CcatOps.Api.Shell;

/// <summary>
/// Holds callers to their limits. It stands behind authentication, which tells a telescope from others at its address: an address
/// with too many failed logins is refused only where a credential fails again.
/// </summary>
internal static class RateLimiting
{
    public static void UseRateLimits(this IApplicationBuilder app)
    {
        var limits = app.ApplicationServices.GetRequiredService<RateLimits>();
        app.Use((context, next) =>
        {
            var caller = Caller.Of(context);
            if (limits.WaitOf(caller) is { } wait)
                return RefuseAsync(context, ProblemTypes.TooManyRequests, "more requests than it may make in a second", wait);
            return caller.IsKnown || !IsLogin(context.Request) ? next(context)
                : limits.WaitAfterFailedLogins(caller) is { } longer
                    ? RefuseAsync(context, ProblemTypes.TooManyFailedLogins, "too many credentials that were refused", longer)
                : WatchAsync(context, next, limits, caller);
        });
    }

    private static async Task WatchAsync(HttpContext context, RequestDelegate next, RateLimits limits, Caller caller)
    {
        await next(context);
        if (context.Response.StatusCode == StatusCodes.Status401Unauthorized)
            limits.CountFailedLogin(caller);
    }

    /// <summary>A request that brings a credential which was not taken; asking without one who one is, is no attempt.</summary>
    private static bool IsLogin(HttpRequest request) =>
        request.Headers.Authorization.Count > 0
        || request.Path.StartsWithSegments("/github/callback")
        || (HttpMethods.IsPost(request.Method) && (request.Path.StartsWithSegments("/auth") || request.Path.StartsWithSegments("/github")));

    private static Task RefuseAsync(HttpContext context, ProblemType type, string what, TimeSpan wait) => Problem.WriteAsync(
        context,
        new(type with { RetryAfterSeconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) }, $"This caller has sent {what}."));
}
