using CcatOps.Api.Authentication;
using CcatOps.Api.Errors;
using CcatOps.Domain.Sessions;
using CcatOps.Domain.Sites;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Net.Http.Headers;

namespace CcatOps.Api.Sessions;

/// <summary>
/// Refuses what changes something, comes with the cookie and is not proven to come from a page of ours: a browser sends the cookie along
/// whoever made the page. A header of our own needs a script of an allowed origin, and <c>Origin</c> no script can set.
/// </summary>
internal sealed class CrossSiteGuard(RequestDelegate next, AuthenticationConfig authentication, IServer server)
{
    public const string Header = "CcatOps-Csrf";

    private string[]? origins;

    /// <summary>As configured, and never the host that the request names: its sender chose that.</summary>
    private string[] Origins => origins ??=
    [
        ReturnTarget.OriginOf(authentication.FrontendUrl), ReturnTarget.OriginOf(authentication.BackendUrl),
        .. server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [],
    ];

    public Task InvokeAsync(HttpContext context) =>
        !CredentialSchemes.IsCookie(context.User.Identity?.AuthenticationType) || IsSafe(context.Request) || IsOurs(context.Request)
            ? next(context)
            : Problem.WriteAsync(context, new Fault(
                ProblemTypes.CrossSite,
                $"With the cookie, {context.Request.Method} needs the header {Header} and an Origin of this service or its front end."));

    private static bool IsSafe(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);

    private bool IsOurs(HttpRequest request) =>
        request.Headers.ContainsKey(Header)
        && request.Headers[HeaderNames.Origin] is [{ } origin]
        && Origins.Contains(origin);
}
