using CcatOps.Application.Errors;
using CcatOps.Domain.Access;

namespace CcatOps.Application.Access;

/// <summary>
/// What this site knows of tokens and users: its local database, with what is still on its way laid over it. All members throw
/// <see cref="LocalDatabaseUnavailableException"/> where only the database could tell and it is unavailable.
/// </summary>
public interface IAccessRecords
{
    Task<KnownToken?> FindTokenAsync(string tokenHash, CancellationToken cancellationToken);

    Task<KnownUser?> FindUserAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Finds the user whom an administrator has named. Nobody is somebody by their name.</summary>
    Task<KnownUser?> FindUserAsync(string name, CancellationToken cancellationToken);

    Task<KnownUser?> FindUserByGithubIdAsync(long githubId, CancellationToken cancellationToken);
}

/// <param name="Token">As it is stored.</param>
/// <param name="Owner">Null: it is an emergency token, or its owner is not known here.</param>
public sealed record KnownToken(ApiToken Token, KnownUser? Owner);

/// <param name="User">As it is stored.</param>
/// <param name="Roles">With the ids of the rows that say so.</param>
public sealed record KnownUser(User User, IReadOnlyList<UserRole> Roles)
{
    public IEnumerable<string> RoleNames => Roles.Select(role => role.Role);

    public PermissionSet Permissions => Domain.Access.Roles.PermissionsOf(RoleNames);
}
