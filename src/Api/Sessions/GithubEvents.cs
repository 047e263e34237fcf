using CcatOps.Api.Errors;
using CcatOps.Application.Errors;
using CcatOps.Application.Features.Sessions;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;

namespace CcatOps.Api.Sessions;

/// <summary>What becomes of a person whom GitHub has sent back.</summary>
internal sealed class GithubEvents(SessionCookie cookie) : OAuthEvents
{
    public override async Task TicketReceived(TicketReceivedContext context)
    {
        var properties = context.Properties!;
        var mediator = context.HttpContext.RequestServices.GetRequiredService<IMediator>();
        var completed = await mediator.Send(
            new CompleteLogin(properties.GetPerson(), properties.GetChallenge()), context.HttpContext.RequestAborted);
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
        return Problem.WriteAsync(context.HttpContext, FaultOf(context));
    }

    private static Fault FaultOf(RemoteFailureContext context) => context.Failure switch
    {
        LoginRefusedException refused => Faults.Of(refused),
        HttpRequestException or TaskCanceledException => new(ProblemTypes.GithubUnavailable, "GitHub has not answered as it should."),
        _ when context.Properties is not null && context.Request.Query["error"] == "access_denied" =>
            new(ProblemTypes.LoginRefused, "At GitHub it was not allowed to tell this service who you are."),
        _ => new(ProblemTypes.LoginFailed, "The answer of GitHub belongs to no login that was begun in this browser, or was used before."),
    };
}
