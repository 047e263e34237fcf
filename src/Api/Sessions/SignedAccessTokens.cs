using System.Text;
using CcatOps.Application.Serialization;
using CcatOps.Application.Sessions;
using CcatOps.Domain.Sessions;
using CcatOps.Domain.Sites;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CcatOps.Api.Sessions;

/// <summary>
/// Access tokens as JWT of one site, signed with the first <c>SECRET_KEY</c> and verified with all. https://www.rfc-editor.org/rfc/rfc9068
/// </summary>
internal sealed class SignedAccessTokens(AuthenticationConfig authentication, SiteConfig site, TimeProvider time) : IAccessTokens
{
    private const string Algorithm = SecurityAlgorithms.HmacSha256;
    private const string TokenType = "at+jwt";
    private const string Roles = "roles";

    /// <summary>Names extensions that must be understood, of which there is none here. https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11</summary>
    private const string Critical = "crit";

    private const string GithubId = "github_id";

    private readonly SymmetricSecurityKey[] keys =
        [.. authentication.SecretKeys.Select(key => new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key)))];

    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Sites may share a key, and yet each has sessions of its own.</summary>
    private string Issuer => $"ccatops:{site.SiteName}";

    public AccessToken Issue(Session session)
    {
        var now = UtcTime.ToMicroseconds(time.GetUtcNow());
        var ends = now + SessionRules.AccessTokenLife is var full && full < session.EndsAt ? full : session.EndsAt;
        var text = handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = TokenType,
            Issuer = Issuer,
            Audience = Issuer,
            IssuedAt = now.UtcDateTime,
            Expires = ends.UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = session.Person.Login,
                [JwtRegisteredClaimNames.Jti] = Guid.NewGuid().ToString("N"),
                [JwtRegisteredClaimNames.Sid] = session.Id,
                [GithubId] = session.Person.GithubId,
                [Roles] = session.Person.Roles.ToArray(),
            },
            SigningCredentials = new SigningCredentials(keys[0], Algorithm),
        });
        return new(text, ends - now);
    }

    /// <summary>Returns the content of a valid token, or null if it is not valid.</summary>
    public async Task<AccessClaims?> ReadAsync(string text)
    {
        if (keys.Length == 0)
            return null;

        var result = await handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidTypes = [TokenType],
            ValidAlgorithms = [Algorithm],
            ValidIssuer = Issuer,
            ValidAudience = Issuer,
            IssuerSigningKeys = keys,
            LifetimeValidator = (_, expires, _, _) => expires > time.GetUtcNow().UtcDateTime,
        });
        return result is { IsValid: true, SecurityToken: JsonWebToken token }
            && !token.TryGetHeaderValue<object>(Critical, out _)
            && token.TryGetPayloadValue<string>(JwtRegisteredClaimNames.Sid, out var session)
            && token.TryGetPayloadValue<long>(GithubId, out var githubId)
            && token.TryGetPayloadValue<string[]>(Roles, out var roles)
                ? new(session, new Person(token.Subject, githubId, null, roles), new DateTimeOffset(token.ValidTo, TimeSpan.Zero))
                : null;
    }
}

internal sealed record AccessClaims(string SessionId, Person Person, DateTimeOffset EndsAt);
