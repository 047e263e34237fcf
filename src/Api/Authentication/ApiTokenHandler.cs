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
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

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
            return await CheckAsync(value) switch
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
        catch (TimeoutException)
        {
            return AuthenticateResult.NoResult();
        }
    }

    /// <summary>Health is told soon, if need be to a stranger: the database that knows the token may be what hangs.</summary>
    private ValueTask<TokenVerdict> CheckAsync(string value)
    {
        var check = tokens.CheckAsync(value, Context.RequestAborted);
        return check.IsCompleted || !routes.IsOpenToMore(Context.GetEndpoint()) ? check : new(check.AsTask().WaitAsync(Patience, TimeProvider));
    }
}
