using System.Runtime.CompilerServices;
using CcatOps.Domain.Access;
using Microsoft.AspNetCore.Authentication;

namespace CcatOps.Api.Authentication;

/// <summary>What ASP.NET wants to see for a principal, made once as long as the principal is remembered.</summary>
internal sealed class TokenTickets
{
    private readonly ConditionalWeakTable<Principal, AuthenticateResult> made = [];

    public AuthenticateResult Of(Principal principal) => made.GetValue(
        principal,
        static given => AuthenticateResult.Success(
            new AuthenticationTicket(PrincipalIdentity.Of(given, CredentialSchemes.ApiToken), CredentialSchemes.ApiToken)));
}
