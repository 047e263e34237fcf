using System.Text.Encodings.Web;
using CcatOps.Domain.Sessions;

namespace CcatOps.Api.Sessions;

/// <summary>Shows a person the one-time code of a program. The person copies it by hand, so that it is in no URL and works over SSH too.</summary>
internal static class CodePage
{
    public static Task WriteAsync(HttpResponse response, string login, string code)
    {
        var html =
            $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>CcatOps: code for a program</title></head>
            <body>
            <h1>You are logged in as {HtmlEncoder.Default.Encode(login)}</h1>
            <p>Give this code to the program that you have started, within {SessionRules.CodeLife.TotalSeconds:0} seconds:</p>
            <p><code id="code">{HtmlEncoder.Default.Encode(code)}</code></p>
            <p>If you have not started any, or somebody else has sent you here, close this page: whoever gets the code acts in your name.</p>
            </body>
            </html>
            """;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        response.Headers["Referrer-Policy"] = "no-referrer";
        return response.WriteAsync(html, response.HttpContext.RequestAborted);
    }
}
