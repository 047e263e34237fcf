using CcatOps.Api.Answers;
using CcatOps.Api.Authentication;
using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Api.Requests;
using CcatOps.Api.Sessions;
using CcatOps.Application.Errors;
using CcatOps.Application.Features.Sessions;
using CcatOps.Domain.Sessions;
using CcatOps.Domain.Sites;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Microsoft.AspNetCore.Authentication;

namespace CcatOps.Api.Endpoints;

internal static class SessionEndpoints
{
    private static readonly QueryParameter<string> ReturnTo = new(
        "return_to", "A path at the front end, or a URL of it or of this service, where the person lands after login; default: the front end itself.", QueryKinds.Text);

    private static readonly QueryParameter<string> Challenge = new(
        "code_challenge", "For a program: the base64url of the SHA-256 of its code_verifier. The person then gets a code for it.", QueryKinds.Text);

    private static readonly QueryParameter<string> ChallengeMethod = new(
        "code_challenge_method", "Always S256, which is the default.", QueryKinds.OneOf("S256"));

    private static readonly QueryParameter<string> Reason = new("reason", "Why; it goes into the audit.", QueryKinds.Text);

    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/github/login", LogIn)
            .WithName("log_in")
            .WithTags("Sessions")
            .WithSummary("Sends a person to GitHub. They come back with a cookie, or with a one-time code for a program.")
            .Produces(StatusCodes.Status302Found)
            .WithProblems(ProblemTypes.Validation, ProblemTypes.NotFound)
            .WithQuery(ReturnTo, Challenge, ChallengeMethod);

        var group = routes.MapGroup("/auth").WithTags("Sessions");

        group.MapPost("/token", IssueAsync)
            .WithName("issue_tokens")
            .WithSummary("Gives a program an access token for a one-time code, or for the refresh token that it got before.")
            .WithExample("""{"grant_type": "authorization_code", "code": "…", "code_verifier": "…"}""")
            .Produces<IssuedTokens>()
            .WithProblems(
                ProblemTypes.Validation, ProblemTypes.MalformedBody, ProblemTypes.InvalidGrant, ProblemTypes.NotFound,
                ProblemTypes.SessionsUnavailable)
            .WithQuery();

        group.MapGet("/me", GetMe)
            .WithName("get_me")
            .WithSummary("Who sends this request, and what they may do.")
            .Produces<Me>()
            .WithQuery();

        group.MapPost("/logout", LogOutAsync)
            .WithName("log_out")
            .WithSummary("Closes the session of this request. Its cookie, its access tokens and its refresh token hold no longer.")
            .Produces(StatusCodes.Status204NoContent)
            .WithProblems(ProblemTypes.Conflict, ProblemTypes.CrossSite, ProblemTypes.SessionsUnavailable)
            .WithQuery();
    }

    public static void MapOpenSessions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/sessions").WithTags("Sessions");

        group.MapGet("/", async (IMediator mediator, CancellationToken token) => Results.Ok(new SessionList(await mediator.Send(new ListSessions(), token))))
            .WithName("list_sessions")
            .WithSummary("One's own open sessions at this site, or everybody's with manage:users; the newest first.")
            .Produces<SessionList>()
            .WithProblems(ProblemTypes.SessionsUnavailable)
            .WithQuery();

        group.MapDelete("/{id}", EndAsync)
            .WithName("end_session")
            .WithSummary("Closes a session of this site: one's own, or anybody's with manage:users.")
            .Produces<SessionView>()
            .WithProblems(
                ProblemTypes.Validation, ProblemTypes.NotFound, ProblemTypes.SessionsUnavailable, ProblemTypes.BufferUnavailable,
                ProblemTypes.BufferFull, ProblemTypes.MainDatabaseUnavailable, ProblemTypes.WriteUncertain)
            .WithQuery(Reason);
    }

    private static async Task<IResult> EndAsync(string id, HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var request = QueryValues.Read(http, query => new EndSession(id, query.Value(Reason)));
        return Results.Ok(await mediator.Send(request, cancellationToken));
    }

    private static IResult LogIn(HttpRequest request, AuthenticationConfig authentication)
    {
        Require(authentication);
        var (returnTo, challenge, _) = QueryValues.Read(
            request, values => (values.Value(ReturnTo), values.Value(Challenge), values.Value(ChallengeMethod)));
        if (challenge is not null && !Pkce.IsChallenge(challenge))
            throw Fault(Challenge, "must be the base64url of a SHA-256, without padding.");
        if (challenge is not null && returnTo is not null)
            throw Fault(ReturnTo, "does not go with code_challenge: the person gets the code where they log in.");
        var target = ReturnTarget.Of(returnTo, authentication.FrontendUrl) ?? ReturnTarget.Of(returnTo, authentication.BackendUrl)
            ?? throw Fault(ReturnTo, "must be a path at the front end, such as /observations.");
        return Results.Challenge(LoginProperties.Of(target, challenge), [GithubOptions.Scheme]);
    }

    private static async Task<IResult> IssueAsync(
        IssueTokens request, AuthenticationConfig authentication, IMediator mediator, HttpResponse response, CancellationToken cancellationToken)
    {
        Require(authentication);
        response.Headers.CacheControl = "no-store";
        return Results.Ok(await mediator.Send(request, cancellationToken));
    }

    private static IResult GetMe(HttpContext context, HttpResponse response)
    {
        var principal = context.GetPrincipal();
        var ticket = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties;
        response.Headers.CacheControl = "no-store";
        return Results.Ok(Me.Of(principal, ticket?.ExpiresUtc));
    }

    private static async Task<IResult> LogOutAsync(
        HttpContext context, SessionCookie cookie, TokenCookie tokenCookie, IMediator mediator, CancellationToken cancellationToken)
    {
        if (SessionTickets.IdOf(context.User) is { } session)
            await mediator.Send(new CloseSession(session), cancellationToken);
        else if (context.User.Identity?.AuthenticationType != CredentialSchemes.TokenCookie)
            throw new ConflictException("This request comes with no session. An API token is revoked with DELETE /api/tokens/{id}.");
        cookie.Delete(context.Response);
        tokenCookie.Delete(context.Response);
        return Results.NoContent();
    }

    private static void Require(AuthenticationConfig authentication)
    {
        if (!authentication.HasGithubLogin)
            throw new NotFoundException("GitHub login", "at this site; GITHUB_CLIENT_ID is not set");
    }

    private static ValidationException Fault(QueryParameter parameter, string message) =>
        new([new ValidationFailure(parameter.Name, message)]);
}
