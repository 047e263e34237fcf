using CcatOps.Api.Authentication;
using CcatOps.Api.Errors;
using CcatOps.Api.Requests;
using CcatOps.Application.Errors;
using CcatOps.Application.Features.Sessions;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;

namespace CcatOps.Api.Sessions;

/// <summary>Handles the return of a person from GitHub.</summary>
internal sealed partial class GithubEvents(SessionCookie cookie, ILogger<GithubEvents> logger) : OAuthEvents
{
    /// <summary>The key under which the framework stores the OAuth error.</summary>
    private const string GithubError = "error";

    public override async Task TicketReceived(TicketReceivedContext context)
    {
        var properties = context.Properties!;
        var mediator = context.HttpContext.RequestServices.GetRequiredService<IMediator>();
        var completed = await mediator.Send(
            new CompleteLogin(properties.GetPerson(), properties.GetChallenge(), properties.GetGrant()), context.HttpContext.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        context.HandleResponse();
        switch (completed)
        {
            case LoginCompleted.InBrowser(var token, var endsAt):
                cookie.Set(context.Response, token, endsAt);
                context.Response.Redirect(context.ReturnUri!);
                break;
            case LoginCompleted.ForProgram(var code):
                await CodePage.WriteAsync(context.Response, properties.GetPerson().Login, code);
                break;
        }
    }

    public override Task RemoteFailure(RemoteFailureContext context)
    {
        context.HandleResponse();
        var fault = FaultOf(context);
        // Such as a client secret that does not hold: nobody but the administrator can do anything about it.
        if (context.Failure?.Data[GithubError] is string error)
            LogRefusal(Fault.Clipped(error, Fault.LongestField), RemoteAddress.Of(context.HttpContext) ?? "unknown");
        else if (fault.Type == ProblemTypes.GithubUnavailable)
            LogAbsence(context.Failure!.Message);
        return Problem.WriteAsync(context.HttpContext, fault);
    }

    private static Fault FaultOf(RemoteFailureContext context) => context.Failure switch
    {
        LoginRefusedException or SessionsUnavailableException => Faults.Of(context.Failure),
        HttpRequestException or TaskCanceledException => new(ProblemTypes.GithubUnavailable, "GitHub has not answered as it should."),
        _ when context.Properties is not null && context.Request.Query["error"] == "access_denied" =>
            new(ProblemTypes.LoginRefused, "At GitHub it was not allowed to tell this service who you are."),
        { Data: var data } when data[GithubError] is string error => new(ProblemTypes.LoginFailed, $"GitHub has not confirmed the login: {error}."),
        _ => new(ProblemTypes.LoginFailed, "The answer of GitHub belongs to no login that was begun in this browser, or was used before."),
    };

    [LoggerMessage(LogLevel.Warning, "GitHub has not confirmed a login from {Address}: {Error}")]
    private partial void LogRefusal(string error, string address);

    [LoggerMessage(LogLevel.Warning, "GitHub has not answered as it should: {Reason}")]
    private partial void LogAbsence(string reason);
}
