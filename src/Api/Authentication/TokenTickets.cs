using System.Runtime.CompilerServices;
using CcatOps.Api.Requests;
using CcatOps.Domain.Access;
using Microsoft.AspNetCore.Authentication;

namespace CcatOps.Api.Authentication;

/// <summary>Caches the ASP.NET ticket of a principal for as long as the principal is cached.</summary>
internal sealed class TokenTickets
{
    private readonly ConditionalWeakTable<Principal, AuthenticateResult> made = [];

    public AuthenticateResult Of(Principal principal) => made.GetValue(
        principal,
        static given => AuthenticateResult.Success(
            new AuthenticationTicket(PrincipalIdentity.Of(given, CredentialSchemes.ApiToken), CredentialSchemes.ApiToken)));
}
