using Microsoft.Extensions.Primitives;

namespace CcatOps.Api.Shell;

/// <summary>The security headers of every answer. Answers are data: browsers show them in no frame and load nothing for them.</summary>
internal static class SecurityHeaders
{
    /// <summary>The policy of a page that is made of files of the service alone, with nothing inline.</summary>
    public const string OwnFiles =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues NothingLoaded = "default-src 'none'; frame-ancestors 'none'";
    private static readonly StringValues ByOrigin = "Origin";
    private static readonly StringValues OneYear = "max-age=31536000";

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        AddTo(context);
        return next(context);
    });

    /// <summary>Sets them after an exception too, because its handler resets the answer.</summary>
    public static void AddTo(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = NoSniff;
        headers.ContentSecurityPolicy = NothingLoaded;
        headers["Referrer-Policy"] = NoReferrer;
        // A cache must not give an answer for the front end's pages to others.
        headers.Vary = ByOrigin;
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = OneYear;
    }

    /// <summary>The policy of a page whose scripts and styles carry a number that is used once.</summary>
    public static string PageWith(string nonce) =>
        $"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
        + "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}
