using System.Text.Encodings.Web;
using CcatOps.Api.Authentication;
using CcatOps.Application.Errors;
using CcatOps.Application.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CcatOps.Api.Sessions;

/// <summary>Knows a person by the access token that their program shows.</summary>
internal sealed class SessionHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    SignedAccessTokens tokens,
    ISessions sessions,
    SessionTickets tickets,
    MembershipChecks memberships)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (CredentialSchemes.BearerOf(Request) is not { } bearer)
            return AuthenticateResult.NoResult();
        if (await tokens.ReadAsync(bearer) is not { } claims)
            return AuthenticateResult.Fail("The token is not valid here, or its time is over.");
        if (!await IsOpenAsync(claims.SessionId))
            return AuthenticateResult.Fail("The session is closed or over.");
        return await tickets.OfAsync(claims.SessionId, claims.Person, claims.EndsAt, Scheme.Name, Context.RequestAborted);
    }

    /// <summary>If the session store is unavailable, the signature is valid for the rest of its half hour.</summary>
    private async Task<bool> IsOpenAsync(string sessionId)
    {
        try
        {
            if (await sessions.FindAsync(sessionId, Context.RequestAborted) is not { Session: var session })
                return false;
            memberships.Consider(session);
            return true;
        }
        catch (SessionsUnavailableException)
        {
            return true;
        }
    }
}
