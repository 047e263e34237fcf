using System.Globalization;

namespace CcatOps.Api.Shell;

/// <summary>Tells a caller its limit, what is left of it, and the seconds until all of it is there again.</summary>
internal static class RateLimitHeaders
{
    public const string Limit = "RateLimit-Limit";
    public const string Remaining = "RateLimit-Remaining";
    public const string Reset = "RateLimit-Reset";

    public static void AddTo(HttpContext context, RateLimits limits, Caller caller)
    {
        if (limits.BudgetOf(caller) is not { } budget)
            return;
        var headers = context.Response.Headers;
        headers[Limit] = budget.Limit.ToString(CultureInfo.InvariantCulture);
        headers[Remaining] = budget.Remaining.ToString(CultureInfo.InvariantCulture);
        headers[Reset] = "1";
    }
}

/// <summary>The number of requests that a caller may send in one second, and how many are left.</summary>
internal readonly record struct RequestBudget(int Limit, long Remaining);
