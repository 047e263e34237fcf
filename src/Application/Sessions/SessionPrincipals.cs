using System.Collections.Concurrent;
using System.Collections.Immutable;
using CcatOps.Application.Access;
using CcatOps.Application.Errors;
using CcatOps.Domain.Access;
using CcatOps.Domain.Sessions;

namespace CcatOps.Application.Sessions;

/// <summary>
/// Finds the principal of a session. Its roles are those of the login that the user still has. Whether the user was disabled or lost a role is checked at
/// most every half minute. If the local database is unavailable, the session stays valid.
/// </summary>
public sealed class SessionPrincipals(IAccessRecords records, TimeProvider time)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);

    /// <summary>Beyond this, users who are not disabled are forgotten and looked up again.</summary>
    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<long, Seen> seen = [];

    /// <summary>Null: the user was disabled.</summary>
    public async Task<Principal?> OfAsync(Person person, CancellationToken cancellationToken)
    {
        var user = await LookAsync(person.GithubId, cancellationToken);
        if (user.IsDisabled)
            return null;
        ImmutableArray<string> roles = [.. person.Roles.Where(role => user.Roles is null || user.Roles.Contains(role))];
        return new Principal(Principal.NameOf(person.GithubId), PrincipalKind.Person, roles, Roles.PermissionsOf(roles))
        {
            Login = person.Login,
            UserId = user.Id,
        };
    }

    /// <summary>The next request of the person looks the user up.</summary>
    public void Forget(long githubId) => seen.TryRemove(githubId, out _);

    private async Task<Seen> LookAsync(long githubId, CancellationToken cancellationToken)
    {
        if (seen.TryGetValue(githubId, out var last) && time.GetElapsedTime(last.At) < Remembered)
            return last;

        var now = time.GetTimestamp();
        try
        {
            var known = await records.FindUserByGithubIdAsync(githubId, cancellationToken);
            last = new Seen(now, known?.User.Id, known?.User.DisabledAt is not null, known?.RoleNames.ToArray());
        }
        catch (LocalDatabaseUnavailableException)
        {
            // A disabled user stays refused.
            last = (last ?? new Seen(now, null, false, null)) with { At = now };
        }

        if (seen.Count >= MostRemembered)
            ForgetEnabled();
        return seen[githubId] = last;
    }

    /// <summary>A disabled user who was forgotten would be let in while the local database is unavailable.</summary>
    private void ForgetEnabled()
    {
        foreach (var entry in seen.Where(entry => !entry.Value.IsDisabled))
            seen.TryRemove(entry);
    }

    /// <param name="At">When it was looked up.</param>
    /// <param name="Id">The user's id; null if it is not known here.</param>
    /// <param name="IsDisabled">Whether nobody is let in as the user.</param>
    /// <param name="Roles">Those that the user has; null: not known here.</param>
    private sealed record Seen(long At, Guid? Id, bool IsDisabled, IReadOnlyCollection<string>? Roles);
}
