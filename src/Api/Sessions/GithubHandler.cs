using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;

namespace CcatOps.Api.Sessions;

/// <summary>The framework's OAuth, with what is GitHub's own: who the person is, and where it sends them back to.</summary>
internal sealed class GithubHandler(IOptionsMonitor<GithubOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : OAuthHandler<GithubOptions>(options, loggers, encoder)
{
    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri) =>
        base.BuildChallengeUrl(properties, Options.RedirectUri);

    protected override Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context) =>
        base.ExchangeCodeAsync(new OAuthCodeExchangeContext(context.Properties, context.Code, Options.RedirectUri));

    protected override async Task<AuthenticationTicket> CreateTicketAsync(
        ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        var account = new GithubAccount(Backchannel, Options, tokens.AccessToken!);
        properties.SetPerson(await account.ReadPersonAsync(Context.RequestAborted));
        return new AuthenticationTicket(new ClaimsPrincipal(identity), properties, Scheme.Name);
    }
}
