using System.Security.Claims;
using System.Text.Encodings.Web;
using CcatOps.Application.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;

namespace CcatOps.Api.Sessions;

/// <summary>The framework's OAuth, with what is GitHub's own: who the person is, and where it sends them back to.</summary>
internal sealed class GithubHandler(
    IOptionsMonitor<GithubOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ISessions sessions, GithubGrants grants)
    : OAuthHandler<GithubOptions>(options, loggers, encoder)
{
    /// <summary>A person comes back by a navigation, which is a GET; a HEAD of the same address must not use up its code.</summary>
    public override Task<bool> ShouldHandleRequestAsync() =>
        HttpMethods.IsGet(Request.Method) ? base.ShouldHandleRequestAsync() : Task.FromResult(false);

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri) =>
        base.BuildChallengeUrl(properties, Options.RedirectUri);

    /// <summary>Each login asks GitHub once: whoever has the state and its cookie could go on guessing codes with them.</summary>
    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context) =>
        context.Properties.GetLogin() is { } login && await sessions.UseLoginAsync(Secret.HashOf(login), Context.RequestAborted)
            ? await base.ExchangeCodeAsync(new OAuthCodeExchangeContext(context.Properties, context.Code, Options.RedirectUri))
            : OAuthTokenResponse.Failed(new AuthenticationFailureException("The login was used before."));

    protected override async Task<AuthenticationTicket> CreateTicketAsync(
        ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        var account = new GithubAccount(Backchannel, Options, tokens.AccessToken!);
        properties.SetPerson(await account.ReadPersonAsync(Context.RequestAborted));
        properties.SetGrant(grants.Seal(tokens.AccessToken!));
        return new AuthenticationTicket(new ClaimsPrincipal(identity), properties, Scheme.Name);
    }
}
