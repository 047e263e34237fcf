using CcatOps.Application.Errors;
using CcatOps.Domain.Access;

namespace CcatOps.Application.Access;

/// <summary>
/// Reads users, roles and tokens of this site: the local database, merged with what is still in the buffer. All members throw <see
/// cref="LocalDatabaseUnavailableException"/> when only the database could answer and it is unavailable.
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
