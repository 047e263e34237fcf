using CcatOps.Domain.Access;

namespace CcatOps.Api.Sessions;

/// <param name="Name">The login, or the name of the token.</param>
/// <param name="Principal">The name in markers and audit. A person's contains the GitHub id, which stays when the login is changed.</param>
/// <param name="Kind">The kind of credential in the request.</param>
/// <param name="Roles">The roles of the person, or of the owner of the token.</param>
/// <param name="Permissions">The permissions of the credential: <c>action:resource</c>, with <c>*</c> for all.</param>
/// <param name="ExpiresAt">When the cookie or the access token ends; null: it was not asked for or there is no end.</param>
internal sealed record Me(
    string Name, string Principal, PrincipalKind Kind, IReadOnlyList<string> Roles, IReadOnlyList<string> Permissions, DateTimeOffset? ExpiresAt)
{
    public static Me Of(Principal principal, DateTimeOffset? expiresAt) => new(
        principal.Kind == PrincipalKind.Person ? principal.Login! : principal.Name,
        principal.Name,
        principal.Kind,
        principal.Roles,
        [.. principal.Permissions.Permissions.Select(each => each.ToString())],
        expiresAt);
}
