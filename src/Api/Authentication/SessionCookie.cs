using CcatOps.Application.Sessions;
using CcatOps.Domain.Sites;

namespace CcatOps.Api.Authentication;

/// <summary>
/// The cookie that holds a browser's session. Its prefix makes browsers refuse one that another host has set; its name has the site's,
/// because sites on other ports of one host share their cookies. https://www.rfc-editor.org/rfc/rfc6265
/// </summary>
internal sealed class SessionCookie(SiteConfig site)
{
    public string Name { get; } = $"__Host-ccatops-{site.SiteName}";

    public void Set(HttpResponse response, SessionToken token, DateTimeOffset endsAt) =>
        response.Cookies.Append(Name, token.Text, Options(endsAt));

    public void Delete(HttpResponse response) => response.Cookies.Delete(Name, Options(null));

    /// <summary>Lax and not strict, else the first page after the login at GitHub would come without it.</summary>
    private static CookieOptions Options(DateTimeOffset? endsAt) => new()
    {
        HttpOnly = true,
        Secure = true,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        IsEssential = true,
        Expires = endsAt,
    };
}
