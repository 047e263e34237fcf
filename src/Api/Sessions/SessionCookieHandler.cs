using System.Text.Encodings.Web;
using CcatOps.Api.Authentication;
using CcatOps.Application.Errors;
using CcatOps.Application.Sessions;
using CcatOps.Domain.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CcatOps.Api.Sessions;

/// <summary>Knows a person by the cookie of their browser.</summary>
internal sealed class SessionCookieHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    SessionCookie cookie,
    ISessions sessions,
    SessionTickets tickets,
    MembershipChecks memberships)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!SessionToken.TryRead(Request.Cookies[cookie.Name], out var token))
            return AuthenticateResult.Fail("The cookie holds no session.");

        try
        {
            if (await sessions.FindAsync(token.SessionId, Context.RequestAborted) is not { Session: { Holder: SessionHolder.Browser } session } held
                || !Secret.AreEqual(held.SecretHash, token.SecretHash))
            {
                return AuthenticateResult.Fail("The session is closed or over.");
            }

            memberships.Consider(session);
            return await tickets.OfAsync(session.Id, session.Person, session.EndsAt, Scheme.Name, Context.RequestAborted);
        }
        catch (SessionsUnavailableException exception)
        {
            return AuthenticateResult.Fail(exception);
        }
    }
}
