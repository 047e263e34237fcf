using System.Text.Encodings.Web;
using CcatOps.Api.Authentication;
using CcatOps.Api.Requests;
using CcatOps.Application.Access;
using CcatOps.Application.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CcatOps.Api.Sessions;

/// <summary>Knows a person by the API token in the cookie of their browser.</summary>
internal sealed class TokenCookieHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    TokenCookie cookie,
    TokenAccess tokens,
    IRouteTable routes)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (routes.IsOpen(Context.GetEndpoint()) || cookie.Read(Request) is not { } value)
            return AuthenticateResult.NoResult();

        try
        {
            return await tokens.CheckAsync(value, Context.RequestAborted).AsTask().WaitAsync(Patience, TimeProvider) switch
            {
                TokenVerdict.Valid valid => AuthenticateResult.Success(new(PrincipalIdentity.Of(valid.Principal, Scheme.Name), Scheme.Name)),
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
            return AuthenticateResult.Fail(new LocalDatabaseUnavailableException("The local database does not answer."));
        }
    }
}
