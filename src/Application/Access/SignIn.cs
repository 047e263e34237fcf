using System.Collections.Immutable;
using CcatOps.Application.Audit;
using CcatOps.Application.Errors;
using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Access;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Writes;
using MediatR;

namespace CcatOps.Application.Access;

/// <summary>A person has come back from GitHub, which vouches for the login; the teams there say which roles they have.</summary>
/// <param name="Login">The GitHub login.</param>
/// <param name="GithubId">Stays when the login is changed.</param>
/// <param name="FullName">As GitHub shows it.</param>
/// <param name="Roles">Names of roles.</param>
public sealed record SignIn(string Login, long GithubId, string? FullName, ImmutableArray<string> Roles) : IRequest<Principal>;

/// <summary>Keeps the user at main. Out of its reach the sign-in stands all the same.</summary>
internal sealed class SignInHandler(
    IAccessRecords records, IWriteRouter router, AuditTransactions audits, TimeProvider time)
     : IRequestHandler<SignIn, Principal>
{
    public async Task<Principal> Handle(SignIn request, CancellationToken cancellationToken)
    {
        var principal = new Principal(request.Login, PrincipalKind.Person, request.Roles, Roles.PermissionsOf(request.Roles));
        try
        {
            var known = await records.FindUserByGithubIdAsync(request.GithubId, cancellationToken)
                ?? await FindUnclaimedAsync(request.Login, cancellationToken);
            if (known?.User.DisabledAt is not null)
                return principal with { Roles = [], Permissions = PermissionSet.None, UserId = known.User.Id };

            var userId = known?.User.Id ?? Guid.CreateVersion7(time.GetUtcNow());
            if (Changes(request, known, userId) is { IsEmpty: false } changes)
            {
                await router.WriteAsync(
                    new Write(Operation.SignIn, request, changes, [Transaction.Entity(Tables.User.Name, userId.ToString())]), cancellationToken);
            }

            return principal with { UserId = userId };
        }
        catch (Exception exception) when (exception
            is LocalDatabaseUnavailableException or MainDatabaseUnavailableException or WriteUncertainException or ConflictException)
        {
            // The next sign-in writes it; a conflict means that one at another site has, or that another user has the name.
            return principal;
        }
    }

    /// <summary>GitHub gives a login that was left to somebody else, who is not the user of that name here.</summary>
    private async Task<KnownUser?> FindUnclaimedAsync(string login, CancellationToken cancellationToken) =>
        await records.FindUserAsync(login, cancellationToken) is { User.GithubId: null } user ? user : null;

    private ImmutableArray<Change> Changes(SignIn request, KnownUser? known, Guid userId)
    {
        var changes = ImmutableArray.CreateBuilder<Change>();
        if (known is null)
            changes.Add(RowChanges.Insert(Tables.User, NewUser(request, userId)));
        else if ((known.User.Name, known.User.GithubId, known.User.FullName) != (request.Login, request.GithubId, request.FullName))
            changes.Add(RowChanges.Update(
                Tables.User, userId.ToString(), new { Name = request.Login, request.GithubId, request.FullName }, new { Id = userId }));

        var had = known?.Roles ?? [];
        changes.AddRange(had
            .Where(role => !request.Roles.Contains(role.Role))
            .Select(role => new Change(ChangeKind.Delete, Tables.UserRole.Name, role.Id.ToString())));
        changes.AddRange(request.Roles
            .Where(role => had.All(other => other.Role != role))
            .Select(role => RowChanges.Insert(
                Tables.UserRole, new UserRole { Id = Guid.CreateVersion7(time.GetUtcNow()), UserId = userId, Role = role })));
        if (known is null || changes.Any(change => change.Table == Tables.UserRole.Name))
            changes.Add(audits.ChangeOf(AuditAction.Role, "GitHub says so", new { User = request.Login, request.Roles, Had = had.Select(role => role.Role) }, request.Login));
        return changes.ToImmutable();
    }

    private User NewUser(SignIn request, Guid id) => new()
    {
        Id = id,
        Name = request.Login,
        GithubId = request.GithubId,
        FullName = request.FullName,
        CreatedAt = time.GetUtcMicroseconds(),
    };
}
