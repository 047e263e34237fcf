using Microsoft.AspNetCore.Authentication;

namespace CcatOps.Api.Authentication;

internal static class AccessRegistration
{
    /// <summary>Adds the credentials of programs; those of people may follow.</summary>
    public static AuthenticationBuilder AddAccess(this IServiceCollection services) => services
        .AddSingleton<TokenTickets>()
        .AddSingleton<IRouteTable, RouteTable>()
        .AddSingleton<MetricsGate>()
        .AddSingleton<SessionCookie>()
        .AddSingleton<TokenCookie>()
        .AddAuthentication(CredentialSchemes.Any)
        .AddPolicyScheme(CredentialSchemes.Any, null, options => options.ForwardDefaultSelector = CredentialSchemes.Of)
        .AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(CredentialSchemes.ApiToken, null);
}
