using CcatOps.Api.Sessions;
using CcatOps.Domain.Sites;
using Microsoft.AspNetCore.Authentication;

namespace CcatOps.Api.Authentication;

internal static class AccessRegistration
{
    public static IServiceCollection AddAccess(this IServiceCollection services, AuthenticationConfig authentication)
    {
        services
            .AddSingleton<TokenTickets>()
            .AddSingleton<IRouteTable, RouteTable>()
            .AddSingleton<MetricsGate>()
            .AddAuthentication(CredentialSchemes.Any)
            .AddPolicyScheme(CredentialSchemes.Any, null, options => options.ForwardDefaultSelector = CredentialSchemes.Of)
            .AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(CredentialSchemes.ApiToken, null)
            .AddPeople(authentication);
        return services;
    }
}
