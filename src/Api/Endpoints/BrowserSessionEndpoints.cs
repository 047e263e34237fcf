using CcatOps.Api.Authentication;
using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Api.Requests;
using CcatOps.Api.Sessions;
using CcatOps.Application.Access;
using CcatOps.Domain.Access;
using CcatOps.Domain.Sites;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.AspNetCore.Authentication;

namespace CcatOps.Api.Endpoints;

/// <summary>The login of the page with an API token, which needs neither GitHub nor a link.</summary>
internal static class BrowserSessionEndpoints
{
    private static readonly QueryParameter<string> Code = new("code", "The code in the link that the first start prints.", QueryKinds.Text);

    public static void MapBrowserSessions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/auth/session", GetAsync)
            .WithName("get_browser_session")
            .WithTags("Sessions")
            .WithSummary("Who the browser is signed in as, if anybody, and how to sign in.")
            .Produces<BrowserSession>()
            .WithQuery();

        routes.MapPost("/auth/session", SignInAsync)
            .WithName("sign_in_with_token")
            .WithTags("Sessions")
            .WithSummary("Keeps an API token in a cookie that no script can read, for the page. POST /auth/logout deletes it.")
            .WithExample("""{"token": "ops_api_token_…"}""")
            .Produces<BrowserSession>()
            .WithProblems(
                ProblemTypes.Validation, ProblemTypes.MalformedBody, ProblemTypes.UnsupportedMediaType, ProblemTypes.TokenRefused,
                ProblemTypes.LocalDatabaseUnavailable)
            .WithQuery();

        routes.MapGet(FirstLogin.Path, LogInFirst)
            .WithName("log_in_first")
            .WithTags("Sessions")
            .WithSummary("Signs in with the link that the first start of the embedded profile prints, once, and leads to the page.")
            .Produces(StatusCodes.Status302Found)
            .WithQuery(Code);
    }

    private static async Task<IResult> GetAsync(HttpContext context, AuthenticationConfig authentication)
    {
        var result = await context.AuthenticateAsync();
        var principal = context.GetPrincipal();
        context.Response.Headers.CacheControl = "no-store";
        return Results.Ok(new BrowserSession(
            principal.Kind == PrincipalKind.Anonymous ? null : Me.Of(principal, result.Properties?.ExpiresUtc),
            result.Failure?.Message,
            authentication.HasGithubLogin));
    }

    private static async Task SignInAsync(
        HttpContext context, SignInWithToken request, TokenAccess tokens, SessionCookie session, TokenCookie cookie, AuthenticationConfig authentication, TimeProvider time)
    {
        if (request.Token?.Trim() is not { Length: > 0 } token)
            throw new ValidationException([new ValidationFailure("token", "is required: an API token.")]);

        switch (await tokens.CheckAsync(token, context.RequestAborted))
        {
            case TokenVerdict.Valid { Principal: var principal }:
                // A session that does not hold any more would go before it.
                session.Delete(context.Response);
                cookie.Set(context.Response, token, time.GetUtcNow());
                context.Response.Headers.CacheControl = "no-store";
                await Results.Ok(new BrowserSession(Me.Of(principal, null), null, authentication.HasGithubLogin)).ExecuteAsync(context);
                break;
            case TokenVerdict.Refused { Reason: var reason }:
                await Problem.WriteAsync(context, new Fault(ProblemTypes.TokenRefused, reason));
                break;
        }
    }

    /// <summary>HEAD looks ahead, as programs do that show a preview of a link; it must not use the link up.</summary>
    private static IResult LogInFirst(HttpContext context, FirstLogin login, TokenCookie cookie, TimeProvider time)
    {
        var code = QueryValues.Read(context.Request, query => query.Value(Code));
        context.Response.Headers.CacheControl = "no-store";
        if (code is null || !HttpMethods.IsGet(context.Request.Method))
            return Results.Redirect(PublicPath.At(context.Request, "/"));
        if (login.Take(code) is not { } token)
            return Results.Redirect($"{PublicPath.At(context.Request, "/")}#/sign-in/used");
        cookie.Set(context.Response, token, time.GetUtcNow());
        return Results.Redirect(PublicPath.At(context.Request, "/"));
    }
}
