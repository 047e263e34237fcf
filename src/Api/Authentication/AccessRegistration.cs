using Microsoft.AspNetCore.Authentication;

namespace CcatOps.Api.Authentication;

internal static class AccessRegistration
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services
            .AddSingleton<TokenTickets>()
            .AddAuthentication(CredentialSchemes.Any)
            .AddPolicyScheme(CredentialSchemes.Any, null, options => options.ForwardDefaultSelector = CredentialSchemes.Of)
            .AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(CredentialSchemes.ApiToken, null)
            .AddScheme<AuthenticationSchemeOptions, UnusedCredentialHandler>(CredentialSchemes.Session, null)
            .AddScheme<AuthenticationSchemeOptions, UnusedCredentialHandler>(CredentialSchemes.SessionCookie, null);
        return services;
    }
}
