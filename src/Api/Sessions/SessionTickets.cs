using System.Security.Claims;
using CcatOps.Api.Requests;
using CcatOps.Application.Sessions;
using CcatOps.Domain.Sessions;
using Microsoft.AspNetCore.Authentication;

namespace CcatOps.Api.Sessions;

/// <summary>Makes the ASP.NET ticket of a valid session.</summary>
internal sealed class SessionTickets(SessionPrincipals principals)
{
    private const string SessionId = "sid";

    public async Task<AuthenticateResult> OfAsync(
        string sessionId, Person person, DateTimeOffset endsAt, string scheme, CancellationToken cancellationToken)
    {
        if (await principals.OfAsync(person, cancellationToken) is not { } principal)
            return AuthenticateResult.Fail("The user was disabled.");

        var user = PrincipalIdentity.Of(principal, scheme);
        ((ClaimsIdentity)user.Identity!).AddClaim(new Claim(SessionId, sessionId));
        return AuthenticateResult.Success(new(user, new AuthenticationProperties { ExpiresUtc = endsAt }, scheme));
    }

    /// <summary>Null: the request comes with no session.</summary>
    public static string? IdOf(ClaimsPrincipal user) => user.FindFirst(SessionId)?.Value;
}
