using System.Collections.Immutable;
using CcatOps.Application.Access;
using CcatOps.Application.Audit;
using CcatOps.Application.Sessions;
using CcatOps.Application.Writes;
using CcatOps.Domain.Access;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Sessions;
using CcatOps.Domain.Writes;
using MediatR;

namespace CcatOps.Application.Features.Sessions;

/// <summary>
/// GitHub was asked again about a person who is logged in. What it no longer gives ends here at once, and at main for the tokens of the person.
/// Nothing is added: for that a person logs in.
/// </summary>
/// <param name="Person">As they logged in.</param>
/// <param name="Roles">Those that GitHub's teams give now; none: the person is no longer a member.</param>
public sealed record ConfirmMembership(Person Person, ImmutableArray<string> Roles) : IRequest<Unit>;

internal sealed class ConfirmMembershipHandler(
    ISessions sessions, IAccessRecords records, IWriteRouter router, AuditTransactions audits, TokenAccess tokens, SessionPrincipals principals)
    : IRequestHandler<ConfirmMembership, Unit>
{
    public async Task<Unit> Handle(ConfirmMembership request, CancellationToken cancellationToken)
    {
        // First what works without main.
        foreach (var session in await sessions.ListAsync(cancellationToken))
        {
            if (session.Person.GithubId == request.Person.GithubId && !session.Person.Roles.All(request.Roles.Contains))
                await sessions.CloseAsync(session.Id, cancellationToken);
        }

        if (await records.FindUserByGithubIdAsync(request.Person.GithubId, cancellationToken) is not { } known)
            return Unit.Value;
        UserRole[] lost = [.. known.Roles.Where(role => !request.Roles.Contains(role.Role))];
        if (lost.Length == 0)
            return Unit.Value;

        var details = new { User = known.User.Name, request.Roles, Had = known.RoleNames };
        ImmutableArray<Change> changes =
        [
            .. lost.Select(role => new Change(ChangeKind.Delete, Tables.UserRole.Name, role.Id.ToString())),
            audits.ChangeOf(AuditAction.Role, "GitHub says so", details, Principal.NameOf(request.Person.GithubId)),
        ];
        await router.WriteAsync(
            new Write(Operation.SignIn, request, changes, [Transaction.Entity(Tables.User.Name, known.User.Id.ToString())]), cancellationToken);
        tokens.ForgetOwner(known.User.Id);
        principals.Forget(request.Person.GithubId);
        return Unit.Value;
    }
}
