using System.Text.Encodings.Web;
using CcatOps.Application.Access;
using CcatOps.Application.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace CcatOps.Api.Authentication;

/// <summary>Knows who sends a request by its API token.</summary>
internal sealed class ApiTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder,
    TokenAccess tokens, TokenTickets tickets, IRouteTable routes)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Health is told while no database can be asked who somebody is.
        if (routes.IsOpen(Context.GetEndpoint()))
            return AuthenticateResult.NoResult();
        if (CredentialSchemes.BearerOf(Request) is not { } value)
        {
            return Request.Headers.ContainsKey(HeaderNames.Authorization)
                ? AuthenticateResult.Fail("The header Authorization holds no bearer token.")
                : AuthenticateResult.NoResult();
        }

        try
        {
            return await tokens.CheckAsync(value, Context.RequestAborted) switch
            {
                TokenVerdict.Valid valid => tickets.Of(valid.Principal),
                TokenVerdict.Refused refused => AuthenticateResult.Fail(refused.Reason),
                _ => throw new InvalidOperationException("A token is either valid or refused."),
            };
        }
        catch (LocalDatabaseUnavailableException exception)
        {
            return AuthenticateResult.Fail(exception);
        }
    }
}
