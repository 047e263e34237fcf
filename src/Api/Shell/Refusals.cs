using CcatOps.Api.Errors;
using CcatOps.Api.Sessions;

namespace CcatOps.Api.Shell;

/// <summary>
/// Counts credentials that were refused, and logs refused requests with their addresses. In a second it logs a bounded number of lines, because
/// whoever is refused can go on asking.
/// </summary>
internal sealed partial class Refusals(RateLimits limits, SessionCookie cookie, TokenCookie tokenCookie, TimeProvider time, ILogger<Refusals> logger)
{
    private const int MostLinesInSecond = 10;

    private static readonly ProblemType[] OfLogins = [ProblemTypes.LoginFailed, ProblemTypes.LoginRefused, ProblemTypes.InvalidGrant, ProblemTypes.TokenRefused];

    private static readonly ProblemType[] Logged =
    [
        .. OfLogins, ProblemTypes.Unauthorized, ProblemTypes.Forbidden, ProblemTypes.CrossSite, ProblemTypes.TooManyRequests,
        ProblemTypes.TooManyFailedLogins, ProblemTypes.TooManyWaits, ProblemTypes.TooManyStreams,
    ];

    private readonly Lock gate = new();
    private long secondBegan = time.GetTimestamp();
    private int lines;
    private int suppressed;

    /// <summary>Whether a request brings a credential. Asking without one who one is, is no attempt.</summary>
    public bool HasCredential(HttpRequest request) =>
        request.Headers.Authorization.Count > 0
        || (request.Headers.Cookie.Count > 0 && (request.Cookies.ContainsKey(cookie.Name) || tokenCookie.Read(request) is not null));

    /// <returns>The fault, or that too many logins have failed where it is about one more.</returns>
    public Fault Note(HttpContext context, Fault fault)
    {
        var isFailedLogin = IsAny(OfLogins, fault.Type) || (fault.Type.Slug == ProblemTypes.Unauthorized.Slug && HasCredential(context.Request));
        if (isFailedLogin)
            fault = Count(context, fault);
        if (IsAny(Logged, fault.Type) && (isFailedLogin || fault.Type.Slug != ProblemTypes.Unauthorized.Slug) && MayLog(out var left))
        {
            LogRefusal(
                context.Request.Method, context.Request.Path, RemoteAddress.Of(context) ?? "unknown", fault.Type.Slug,
                Fault.Clipped(fault.Detail, Fault.LongestField), left);
        }

        return fault;
    }

    private Fault Count(HttpContext context, Fault fault)
    {
        var caller = Caller.Of(context);
        if (RateLimiting.IsCallback(context.Request))
            limits.CountFailedCallback(caller);
        if ((fault.Type == ProblemTypes.InvalidGrant || fault.Type == ProblemTypes.TokenRefused) && limits.WaitAfterFailedLogins(caller) is { } wait)
            return RateLimiting.TooManyFailedLogins(wait);
        limits.CountFailedLogin(caller);
        return fault;
    }

    private static bool IsAny(ProblemType[] types, ProblemType type) => Array.Exists(types, each => each.Slug == type.Slug);

    /// <param name="left">How many lines were left out since the last one.</param>
    private bool MayLog(out int left)
    {
        lock (gate)
        {
            if (time.GetElapsedTime(secondBegan) >= TimeSpan.FromSeconds(1))
                (secondBegan, lines) = (time.GetTimestamp(), 0);
            var may = lines < MostLinesInSecond;
            (lines, left, suppressed) = may ? (lines + 1, suppressed, 0) : (lines, 0, suppressed + 1);
            return may;
        }
    }

    [LoggerMessage(LogLevel.Information, "Refused {Method} {Path} from {Address}: {Problem}. {Detail} ({Left} refusals before it were not logged.)")]
    private partial void LogRefusal(string method, string path, string address, string problem, string detail, int left);
}
