using CcatOps.Api.Authentication;
using CcatOps.Application.Sessions;
using CcatOps.Domain.Sites;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CcatOps.Api.Sessions;

internal static class SessionRegistration
{
    /// <summary>Adds the credentials of people, and GitHub where the site is set up for it.</summary>
    public static AuthenticationBuilder AddPeople(this AuthenticationBuilder builder, AuthenticationConfig authentication)
    {
        builder.Services
            .AddSingleton(authentication)
            .AddSingleton<FirstLogin>()
            .AddSingleton<SessionTickets>()
            .AddSingleton<SignedAccessTokens>()
            .AddSingleton<IAccessTokens>(provider => provider.GetRequiredService<SignedAccessTokens>())
            .AddSingleton<SealedState>()
            .AddSingleton<GithubGrants>()
            .AddSingleton<MembershipChecks>()
            .AddSingleton<GithubEvents>()
            .RemoveKeyRing();
        builder
            .AddScheme<AuthenticationSchemeOptions, SessionHandler>(CredentialSchemes.Session, null)
            .AddScheme<AuthenticationSchemeOptions, SessionCookieHandler>(CredentialSchemes.SessionCookie, null)
            .AddScheme<AuthenticationSchemeOptions, TokenCookieHandler>(CredentialSchemes.TokenCookie, null);
        if (!authentication.HasGithubLogin)
            return builder;

        builder.Services.AddOptions<GithubOptions>(GithubOptions.Scheme)
            .Configure<SealedState>((options, state) => options.Take(authentication, state));
        return builder.AddOAuth<GithubOptions, GithubHandler>(GithubOptions.Scheme, options =>
        {
            options.EventsType = typeof(GithubEvents);
            options.SignInScheme = CredentialSchemes.SessionCookie;
        });
    }

    /// <summary>
    /// The framework would make a key of its own at start and leave it in the home folder. Nothing here is protected with it: sessions are
    /// kept at the site, and what goes to GitHub is sealed with SECRET_KEY (docs/adr).
    /// </summary>
    private static void RemoveKeyRing(this IServiceCollection services)
    {
        const string loader = "Microsoft.AspNetCore.DataProtection.Internal.DataProtectionHostedService";
        foreach (var service in services.Where(service => service.ImplementationType?.FullName == loader).ToArray())
            services.Remove(service);
        services.Replace(ServiceDescriptor.Singleton<IDataProtectionProvider>(_ => new EphemeralDataProtectionProvider()));
    }
}
