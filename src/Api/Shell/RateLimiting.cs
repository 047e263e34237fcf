using CcatOps.Api.Authentication;
using CcatOps.Api.Errors;
using CcatOps.Api.Sessions;
using CcatOps.Application.Access;
using CcatOps.Domain.Access;

namespace CcatOps.Api.Shell;

/// <summary>
/// Holds addresses to their limits before anybody is asked who they are, and principals to theirs afterwards. A telescope's token that is
/// remembered is told from others at its address without asking; one that was not seen yet takes from a limit that only such tokens share.
/// An address with too many failed logins is refused only where a credential fails again.
/// </summary>
internal static class RateLimiting
{
    /// <summary>Stands before authentication.</summary>
    public static void UseAddressLimits(this IApplicationBuilder app)
    {
        var limits = app.ApplicationServices.GetRequiredService<RateLimits>();
        var tokens = app.ApplicationServices.GetRequiredService<TokenAccess>();
        app.Use((context, next) =>
        {
            var caller = Caller.Of(context);
            var token = TokenOf(context.Request);
            var remembered = token is null ? null : tokens.Recall(token);
            if (caller.IsService || remembered?.Roles.Contains(Caller.ServiceRole) == true)
                return next(context);
            var refusedFor = token is not null && remembered is null ? limits.WaitOfNewToken(caller) : limits.WaitOfAddress(caller);
            RateLimitHeaders.AddTo(context, limits, caller);
            if (refusedFor is { } wait)
                return RefuseRequestAsync(context, wait);
            return IsCallback(context.Request) && limits.WaitAfterFailedCallbacks(caller) is { } longer
                ? Problem.WriteAsync(context, TooManyFailedLogins(longer))
                : next(context);
        });
    }

    /// <summary>Stands behind authentication.</summary>
    public static void UsePrincipalLimits(this IApplicationBuilder app)
    {
        var limits = app.ApplicationServices.GetRequiredService<RateLimits>();
        var refusals = app.ApplicationServices.GetRequiredService<Refusals>();
        app.Use((context, next) =>
        {
            var caller = Caller.Of(context);
            var refusedFor = limits.WaitOfPrincipal(caller);
            RateLimitHeaders.AddTo(context, limits, caller);
            if (refusedFor is { } wait)
                return RefuseRequestAsync(context, wait);
            return !caller.IsKnown && refusals.HasCredential(context.Request) && limits.WaitAfterFailedLogins(caller) is { } longer
                ? Problem.WriteAsync(context, TooManyFailedLogins(longer))
                : next(context);
        });
    }

    /// <summary>A value that can be an API token; null: none came.</summary>
    private static string? TokenOf(HttpRequest request) =>
        CredentialSchemes.BearerOf(request) is { } bearer && TokenValue.IsWellFormed(bearer) ? bearer : null;

    /// <summary>Whether GitHub sends somebody back, whose code it is then asked about.</summary>
    public static bool IsCallback(HttpRequest request) => request.Path.StartsWithSegments(GithubOptions.Callback);

    public static Fault TooManyFailedLogins(TimeSpan wait) =>
        Refusal(ProblemTypes.TooManyFailedLogins, "too many credentials that were refused", wait);

    private static Task RefuseRequestAsync(HttpContext context, TimeSpan wait) =>
        Problem.WriteAsync(context, Refusal(ProblemTypes.TooManyRequests, "more requests than it may make in a second", wait));

    private static Fault Refusal(ProblemType type, string what, TimeSpan wait) => new(
        type with { RetryAfterSeconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) }, $"This caller has sent {what}.");
}
