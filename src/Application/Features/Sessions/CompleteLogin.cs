using CcatOps.Application.Access;
using CcatOps.Application.Errors;
using CcatOps.Application.Sessions;
using CcatOps.Domain.Sessions;
using MediatR;

namespace CcatOps.Application.Features.Sessions;

/// <summary>Takes in a person whom GitHub has sent back.</summary>
/// <param name="Person">The person, with the roles of their teams.</param>
/// <param name="Challenge">The challenge of the program that the person logs in for; null: the browser itself.</param>
/// <param name="Grant">As <see cref="Session.Grant"/>.</param>
public sealed record CompleteLogin(Person Person, string? Challenge, string? Grant = null) : IRequest<LoginCompleted>
{
    public override string ToString() => $"{nameof(CompleteLogin)} of {Person.Login}";
}

public abstract record LoginCompleted
{
    private LoginCompleted()
    {
    }

    /// <summary>The browser has a session of its own.</summary>
    public sealed record InBrowser(SessionToken Token, DateTimeOffset EndsAt) : LoginCompleted;

    /// <summary>The program gets one for this code.</summary>
    public sealed record ForProgram(string Code) : LoginCompleted
    {
        public override string ToString() => nameof(ForProgram);
    }
}

internal sealed class CompleteLoginHandler(ISessions sessions, NewSessions opening, SessionPrincipals principals, IMediator mediator)
    : IRequestHandler<CompleteLogin, LoginCompleted>
{
    /// <exception cref="LoginRefusedException">The user was disabled.</exception>
    public async Task<LoginCompleted> Handle(CompleteLogin request, CancellationToken cancellationToken)
    {
        var person = request.Person;
        var principal = await mediator.Send(
            new SignIn(person.Login, person.GithubId, person.FullName, [.. person.Roles]), cancellationToken);
        if (principal.Roles.IsEmpty)
            throw new LoginRefusedException($"The user {person.Login} was disabled at this service.");
        principals.Forget(person.GithubId);

        if (request.Challenge is not null)
        {
            var code = Secret.New();
            await sessions.KeepCodeAsync(Secret.HashOf(code), new LoginCode(request.Person, request.Challenge) { Grant = request.Grant }, cancellationToken);
            return new LoginCompleted.ForProgram(code);
        }

        var (session, token) = await opening.OpenAsync(request.Person, SessionHolder.Browser, request.Grant, cancellationToken);
        return new LoginCompleted.InBrowser(token, session.EndsAt);
    }
}
