using System.Collections.Immutable;
using CcatOps.Application.Audit;
using CcatOps.Application.Errors;
using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Access;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;
using MediatR;

namespace CcatOps.Application.Access;

/// <summary>A person has come back from GitHub, which vouches for the id; the teams there say which roles they have.</summary>
/// <param name="Login">The GitHub login, which makes nobody the user of that name.</param>
/// <param name="GithubId">The id of the GitHub account.</param>
/// <param name="FullName">As GitHub shows it.</param>
/// <param name="Roles">Names of roles.</param>
public sealed record SignIn(string Login, long GithubId, string? FullName, ImmutableArray<string> Roles) : IRequest<Principal>;

/// <summary>Keeps the user at main. Out of its reach the sign-in stands all the same.</summary>
internal sealed class SignInHandler(
    IAccessRecords records, IWriteRouter router, AuditTransactions audits, TimeProvider time)
     : IRequestHandler<SignIn, Principal>
{
    /// <exception cref="LoginRefusedException">Another user has the login for their name, or the login is reserved.</exception>
    public async Task<Principal> Handle(SignIn request, CancellationToken cancellationToken)
    {
        if (Principal.IsReserved(request.Login))
            throw new LoginRefusedException($"The name {request.Login} is reserved at this service, so the GitHub account cannot log in under it.");

        var principal = new Principal(
            Principal.NameOf(request.GithubId), PrincipalKind.Person, request.Roles, Roles.PermissionsOf(request.Roles))
        {
            Login = request.Login,
        };
        try
        {
            var known = await records.FindUserByGithubIdAsync(request.GithubId, cancellationToken);
            if (known?.User.DisabledAt is not null)
                return principal with { Roles = [], Permissions = PermissionSet.None, UserId = known.User.Id };

            if (known?.User.Name != request.Login)
                await EnsureFreeAsync(request, cancellationToken);
            var userId = known?.User.Id ?? Guid.CreateVersion7(time.GetUtcNow());
            if (Changes(request, known, userId) is { IsEmpty: false } changes)
            {
                await router.WriteAsync(
                    new Write(Operation.SignIn, request, changes, [Transaction.Entity(Tables.User.Name, userId.ToString())]), cancellationToken);
            }

            return principal with { UserId = userId };
        }
        catch (ConflictException)
        {
            throw new LoginRefusedException(
                $"Main knows another user of the name {request.Login}, or another site is recording this login. Log in again in a minute.");
        }
        catch (Exception exception) when (exception
            is LocalDatabaseUnavailableException or MainDatabaseUnavailableException or BufferUnavailableException
            or WriteUncertainException)
        {
            // The next sign-in writes it. Until then the person is nobody's owner.
            return principal;
        }
    }

    /// <summary>GitHub gives a login that was left to somebody else, and a login may be spelled as a machine is called.</summary>
    private async Task EnsureFreeAsync(SignIn request, CancellationToken cancellationToken)
    {
        var holder = await records.FindUserAsync(request.Login, cancellationToken);
        if (holder?.User is not { } user || user.GithubId == request.GithubId)
            return;
        throw new LoginRefusedException(user.Kind == UserKind.Person
            ? $"The user {user.Name} belongs to another GitHub account, {user.GithubId}. That account has left the name: it logs in once under its new one, or an administrator disables the user."
            : $"The user {user.Name} belongs to no GitHub account. An administrator links it to account {request.GithubId}, if it is the same person: ./run.sh user link {user.Name} --github-id {request.GithubId}");
    }

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
            changes.Add(audits.ChangeOf(AuditAction.Role, "GitHub says so", new { User = request.Login, request.Roles, Had = had.Select(role => role.Role) }, Principal.NameOf(request.GithubId)));
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
