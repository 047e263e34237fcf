using CcatOps.Domain.Sites;
using Microsoft.AspNetCore.Authentication.OAuth;

namespace CcatOps.Api.Sessions;

internal sealed class GithubOptions : OAuthOptions
{
    public const string Scheme = "GitHub";
    public const string Callback = "/github/callback";

    /// <summary>As GitHub knows it, whatever address a proxy asks this process under.</summary>
    public string RedirectUri { get; private set; } = "";

    public Uri Api { get; private set; } = null!;
    public string Organisation { get; private set; } = "";
    public IReadOnlyDictionary<string, string> TeamRoles { get; private set; } = new Dictionary<string, string>();

    public void Take(AuthenticationConfig authentication, SealedState state)
    {
        var github = authentication.GithubBaseUrl.AbsoluteUri.TrimEnd('/');
        ClientId = authentication.GithubClientId;
        ClientSecret = authentication.GithubClientSecret;
        AuthorizationEndpoint = $"{github}/login/oauth/authorize";
        TokenEndpoint = $"{github}/login/oauth/access_token";
        CallbackPath = Callback;
        RedirectUri = authentication.BackendUrl.AbsoluteUri.TrimEnd('/') + Callback;
        Api = authentication.GithubApiUrl;
        Organisation = authentication.GithubOrgName;
        TeamRoles = authentication.GithubTeamRoles;
        Scope.Add("read:org");
        UsePkce = true;
        SaveTokens = false;
        StateDataFormat = state;
        BackchannelTimeout = TimeSpan.FromSeconds(10);
        RemoteAuthenticationTimeout = Domain.Sessions.SessionRules.LoginLife;
        CorrelationCookie.Name = "ccatops-login.";
        CorrelationCookie.SameSite = SameSiteMode.Lax;
    }
}
