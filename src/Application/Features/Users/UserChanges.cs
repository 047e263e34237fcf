using System.Collections.Immutable;
using CcatOps.Application.Access;
using CcatOps.Application.Audit;
using CcatOps.Application.Errors;
using CcatOps.Application.Sessions;
using CcatOps.Application.Writes;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Features.Users;

/// <summary>Finds a user, and writes what an administrator changes about them.</summary>
internal sealed class UserChanges(
    IAccessRecords records, IWriteRouter router, AuditTransactions audits, TokenAccess tokens, SessionPrincipals sessions)
{
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<KnownUser> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await records.FindUserAsync(id, cancellationToken) ?? throw new NotFoundException("user", id);

    /// <summary>Writes one change with its audit event. This process sees it at once, others when they next look the user up.</summary>
    /// <param name="request">The request of the client.</param>
    /// <param name="after">The user as they are with the change.</param>
    /// <param name="change">The change of the row.</param>
    /// <param name="action">The kind of the decision.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="details">Details for the audit, besides the user.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<UserView> WriteAsync(
        object request, KnownUser after, Change change, AuditAction action, string? reason, object details, CancellationToken cancellationToken)
    {
        var user = after.User;
        ImmutableArray<Change> changes = [change, audits.ChangeOf(action, reason, details)];
        var receipt = await router.WriteAsync(
            new Write(Operation.ChangeUser, request, changes, [Transaction.Entity(Tables.User.Name, user.Id.ToString())]), cancellationToken);
        tokens.ForgetOwner(user.Id);
        if (user.GithubId is { } githubId)
            sessions.Forget(githubId);
        return UserView.Of(after with { User = user with { Sync = receipt.Sync } });
    }
}
