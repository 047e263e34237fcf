using CcatOps.Application.Audit;
using CcatOps.Application.Errors;
using CcatOps.Application.Sessions;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using CcatOps.Domain.Access;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Sessions;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Sessions;

/// <summary>Closes a session of this site that the caller sees in the list.</summary>
public sealed record EndSession(string Id, string? Reason = null) : IRequest<SessionView>;

internal sealed class EndSessionHandler(ISessions sessions, IWriteRouter router, AuditTransactions audits, IRequestContext context)
    : IRequestHandler<EndSession, SessionView>
{
    /// <exception cref="NotFoundException">There is none that the caller sees.</exception>
    public async Task<SessionView> Handle(EndSession request, CancellationToken cancellationToken)
    {
        if (await sessions.FindAsync(request.Id, cancellationToken) is not { Session: var session } || !ListSessionsHandler.IsVisible(session, context.Caller))
            throw new NotFoundException("session", request.Id);

        await sessions.CloseAsync(session.Id, cancellationToken);
        if (context.Caller.Name != Principal.NameOf(session.Person.GithubId))
            await RecordAsync(session, request, cancellationToken);
        return SessionView.Of(session);
    }

    private Task<WriteReceipt> RecordAsync(Session session, EndSession request, CancellationToken cancellationToken)
    {
        var details = new { SessionId = session.Id, Of = Principal.NameOf(session.Person.GithubId), session.Person.Login };
        var change = audits.ChangeOf(AuditAction.Close, request.Reason, details);
        return router.WriteAsync(
            new Write(Operation.RecordAuditEvent, request, [change], [Transaction.Entity("audit", change.Key)]), cancellationToken);
    }
}

internal sealed class EndSessionValidator : AbstractValidator<EndSession>
{
    public EndSessionValidator() => RuleFor(request => request.Reason).Text(1_000);
}
