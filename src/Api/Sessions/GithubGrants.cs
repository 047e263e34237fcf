using System.Text;
using CcatOps.Domain.Sites;

namespace CcatOps.Api.Sessions;

/// <summary>Seals the token that GitHub gave for a person, to ask it again while the session is open.</summary>
internal sealed class GithubGrants(AuthenticationConfig authentication)
{
    private readonly SealedText texts = new(authentication.SecretKeys, "ccatops github grant");

    public string Seal(string token) => texts.Seal(Encoding.UTF8.GetBytes(token));

    /// <returns>Null: no key of this site has sealed it.</returns>
    public string? Open(string grant) => texts.Open(grant) is { } token ? Encoding.UTF8.GetString(token) : null;
}
