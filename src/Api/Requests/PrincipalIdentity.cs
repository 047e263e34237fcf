using System.Security.Claims;
using CcatOps.Domain.Access;

namespace CcatOps.Api.Requests;

/// <summary>Our principal where ASP.NET looks for one: in <see cref="HttpContext.User"/>, with its name and roles as claims.</summary>
internal sealed class PrincipalIdentity(Principal principal, string scheme) : ClaimsIdentity(
    [
        new Claim(ClaimTypes.Name, principal.Name),
        .. principal.Roles.Select(role => new Claim(ClaimTypes.Role, role)),
    ],
    scheme)
{
    public Principal Principal => principal;

    public static ClaimsPrincipal Of(Principal principal, string scheme) => new(new PrincipalIdentity(principal, scheme));
}

internal static class PrincipalOfRequest
{
    public static Principal GetPrincipal(this HttpContext context) =>
        context.User.Identity is PrincipalIdentity identity ? identity.Principal : Principal.Anonymous;
}
