namespace CcatOps.Domain.Sites;

/// <summary>Section <c>authentication</c>. Printing it masks the secrets.</summary>
public sealed record AuthenticationConfig
{
    public const string PrintedClientId = "your-github-oauth-client-id";

    private static readonly Uri PublicGithub = new("https://github.com");

    /// <summary>One key or several with commas between; empty is possible in Development only.</summary>
    public string SecretKey { get; init; } = "";

    /// <summary>The first signs the tokens of people, all verify.</summary>
    public IReadOnlyList<string> SecretKeys =>
        SecretKey.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public string GithubClientId { get; init; } = "";
    public string GithubClientSecret { get; init; } = "";

    /// <summary>The organisation whose membership a person needs; empty: none.</summary>
    public string GithubOrgName { get; init; } = "";

    /// <summary>From <c>organisation/team</c> to the role that its members get.</summary>
    public IReadOnlyDictionary<string, string> GithubTeamRoles { get; init; } = new Dictionary<string, string>();

    public Uri GithubBaseUrl { get; init; } = PublicGithub;

    /// <summary>GitHub Enterprise has its API below its own address. https://docs.github.com/en/enterprise-server/rest</summary>
    public Uri GithubApiUrl => GithubBaseUrl.Host == PublicGithub.Host
        ? new("https://api.github.com")
        : new($"{GithubBaseUrl.AbsoluteUri.TrimEnd('/')}/api/v3");

    /// <summary>How often GitHub is asked whether a person who sends requests is still a member, and of which teams.</summary>
    public TimeSpan MembershipInterval { get; init; } = TimeSpan.FromMinutes(15);

    public Uri FrontendUrl { get; init; } = new("http://localhost:8080");
    public Uri BackendUrl { get; init; } = new("http://localhost:8000");

    /// <summary>Whether people can log in. The documentation's placeholder is nobody's client.</summary>
    public bool HasGithubLogin => GithubClientId.Length > 0 && GithubClientId != PrintedClientId;

    public override string ToString() =>
        $"authentication {{ secret_key = {Mask(SecretKey)}, github_client_id = {GithubClientId}, "
        + $"github_client_secret = {Mask(GithubClientSecret)}, github_org_name = {GithubOrgName}, "
        + $"github_base_url = {GithubBaseUrl}, frontend_url = {FrontendUrl}, backend_url = {BackendUrl} }}";

    private static string Mask(string secret) => secret.Length > 0 ? "***" : "";
}
