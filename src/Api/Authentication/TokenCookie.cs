using CcatOps.Domain.Sites;

namespace CcatOps.Api.Authentication;

/// <summary>
/// The cookie that holds the API token that a person has pasted into the page. No script can read it, and no other site's page sends it. Browsers keep a
/// <c>Secure</c> cookie only over https and on loopback, so on a plain network it comes without, and without the prefix that asks for it.
/// </summary>
internal sealed class TokenCookie(SiteConfig site)
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(7);

    private string PlainName { get; } = $"ccatops-token-{site.SiteName}";

    public string NameFor(HttpRequest request) => IsSecure(request) ? $"__Host-{PlainName}" : PlainName;

    /// <summary>Returns the token, or null if the request brings none.</summary>
    public string? Read(HttpRequest request) => request.Headers.Cookie.Count > 0 ? request.Cookies[NameFor(request)] : null;

    public void Set(HttpResponse response, string token, DateTimeOffset now) =>
        response.Cookies.Append(NameFor(response.HttpContext.Request), token, Options(response.HttpContext.Request, now + Life));

    public void Delete(HttpResponse response) =>
        response.Cookies.Delete(NameFor(response.HttpContext.Request), Options(response.HttpContext.Request, null));

    private static CookieOptions Options(HttpRequest request, DateTimeOffset? endsAt) => new()
    {
        HttpOnly = true,
        Secure = IsSecure(request),
        SameSite = SameSiteMode.Strict,
        Path = "/",
        IsEssential = true,
        Expires = endsAt,
    };

    private static bool IsSecure(HttpRequest request) =>
        request.IsHttps || request.Host.Host is "localhost" or "127.0.0.1" or "[::1]";
}
