using CcatOps.Domain.Access;

namespace CcatOps.Api.Sessions;

/// <param name="Name">The login, or the name of the token.</param>
/// <param name="Principal">What markers and the audit have for it: of a person the GitHub id, which stays when the login is changed.</param>
/// <param name="Kind">What kind of credential came with the request.</param>
/// <param name="Roles">Of the person, or of the owner of the token.</param>
/// <param name="Permissions">What may be done with it: <c>action:resource</c>, with <c>*</c> for all.</param>
/// <param name="ExpiresAt">When the cookie or the access token ends; null: it was not asked for or there is no end.</param>
internal sealed record Me(
    string Name, string Principal, PrincipalKind Kind, IReadOnlyList<string> Roles, IReadOnlyList<string> Permissions, DateTimeOffset? ExpiresAt);
