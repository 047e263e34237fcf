using System.Collections.Concurrent;
using CcatOps.Application.Access;
using CcatOps.Application.Errors;
using CcatOps.Domain.Access;
using CcatOps.Domain.Sessions;

namespace CcatOps.Application.Sessions;

/// <summary>
/// Who sends what comes with a session. The roles are those of the login; a user who was disabled since then is looked for at most every
/// half minute, and where the local database cannot tell, the session stands.
/// </summary>
public sealed class SessionPrincipals(IAccessRecords records, TimeProvider time)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);
    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<long, Seen> seen = [];

    /// <summary>Null: the user was disabled.</summary>
    public async Task<Principal?> OfAsync(Person person, CancellationToken cancellationToken)
    {
        var user = await LookAsync(person.GithubId, cancellationToken);
        return user.IsDisabled
            ? null
            : new Principal(person.Login, PrincipalKind.Person, [.. person.Roles], Roles.PermissionsOf(person.Roles)) { UserId = user.Id };
    }

    private async Task<Seen> LookAsync(long githubId, CancellationToken cancellationToken)
    {
        if (seen.TryGetValue(githubId, out var last) && time.GetElapsedTime(last.At) < Remembered)
            return last;

        var now = time.GetTimestamp();
        try
        {
            var user = (await records.FindUserByGithubIdAsync(githubId, cancellationToken))?.User;
            last = new Seen(now, user?.Id, user?.DisabledAt is not null);
        }
        catch (LocalDatabaseUnavailableException)
        {
            // Who was disabled stays out.
            last = (last ?? new Seen(now, null, false)) with { At = now };
        }

        if (seen.Count >= MostRemembered)
            seen.Clear();
        return seen[githubId] = last;
    }

    private sealed record Seen(long At, Guid? Id, bool IsDisabled);
}
