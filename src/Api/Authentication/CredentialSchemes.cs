using CcatOps.Domain.Access;
using Microsoft.Net.Http.Headers;

namespace CcatOps.Api.Authentication;

/// <summary>The kinds of credentials, and how each is told: one header, whose prefix says what it holds, or else a cookie.</summary>
internal static class CredentialSchemes
{
    /// <summary>Chooses one of the others.</summary>
    public const string Any = "Any";

    public const string ApiToken = "ApiToken";
    public const string Session = "Session";
    public const string SessionCookie = "SessionCookie";
    public const string TokenCookie = "TokenCookie";

    private const string Bearer = "Bearer ";

    public static string Of(HttpContext context) => context.Request switch
    {
        _ when BearerOf(context.Request) is { } bearer => IsToken(bearer) ? ApiToken : Session,
        var request when request.Headers.ContainsKey(HeaderNames.Authorization) => ApiToken,
        var request when request.Headers.Cookie.Count > 0 && request.Cookies.ContainsKey(CookieName(context)) => SessionCookie,
        var request when HasTokenCookie(context, request) => TokenCookie,
        _ => ApiToken,
    };

    /// <summary>Whether a browser sends the credential along by itself, whoever made the page.</summary>
    public static bool IsCookie(string? scheme) => scheme is SessionCookie or TokenCookie;

    /// <summary>Returns the credential after <c>Authorization: Bearer</c>, or null if there is none.</summary>
    public static string? BearerOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? header[Bearer.Length..].Trim()
            : null;

    private static string CookieName(HttpContext context) => context.RequestServices.GetRequiredService<SessionCookie>().Name;

    private static bool HasTokenCookie(HttpContext context, HttpRequest request) =>
        request.Headers.Cookie.Count > 0 && context.RequestServices.GetRequiredService<TokenCookie>().Read(request) is not null;

    private static bool IsToken(string bearer) => bearer.StartsWith(TokenValue.Prefix, StringComparison.Ordinal);
}
