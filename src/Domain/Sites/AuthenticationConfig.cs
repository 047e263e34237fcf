namespace CcatOps.Domain.Sites;

/// <summary>Section <c>authentication</c>. Printing it masks the secrets.</summary>
public sealed record AuthenticationConfig
{
    /// <summary>Signs the tokens of people; empty is possible in Development only.</summary>
    public string SecretKey { get; init; } = "";

    public string GithubClientId { get; init; } = "";
    public string GithubClientSecret { get; init; } = "";

    /// <summary>The organisation whose membership a person needs; empty: none.</summary>
    public string GithubOrgName { get; init; } = "";

    /// <summary>From <c>organisation/team</c> to the role that its members get.</summary>
    public IReadOnlyDictionary<string, string> GithubTeamRoles { get; init; } = new Dictionary<string, string>();

    public Uri FrontendUrl { get; init; } = new("http://localhost:8080");
    public Uri BackendUrl { get; init; } = new("http://localhost:8000");

    public bool HasGithubLogin => GithubClientId.Length > 0 && GithubClientSecret.Length > 0;

    public override string ToString() =>
        $"authentication {{ secret_key = {Mask(SecretKey)}, github_client_id = {GithubClientId}, "
        + $"github_client_secret = {Mask(GithubClientSecret)}, github_org_name = {GithubOrgName}, "
        + $"frontend_url = {FrontendUrl}, backend_url = {BackendUrl} }}";

    private static string Mask(string secret) => secret.Length > 0 ? "***" : "";
}
