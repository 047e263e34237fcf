namespace CcatOps.Api.Sessions;

/// <param name="Me">The person that the browser is signed in as; null: nobody.</param>
/// <param name="Refusal">Why the cookie that the browser sent does not hold; null: it holds, or there is none.</param>
/// <param name="GithubLogin">Whether people can log in at <c>/github/login</c>.</param>
internal sealed record BrowserSession(Me? Me, string? Refusal, bool GithubLogin);

/// <summary>Signs a browser in with an API token.</summary>
internal sealed record SignInWithToken
{
    /// <summary>Required: the API token.</summary>
    public string? Token { get; init; }
}
