using CcatOps.Domain.Sessions;

namespace CcatOps.Application.Sessions;

/// <summary>Makes the short-lived tokens that a program shows with each request.</summary>
public interface IAccessTokens
{
    AccessToken Issue(Session session);
}

/// <summary>Printing it shows no secret.</summary>
public sealed record AccessToken(string Text, TimeSpan Life)
{
    public override string ToString() => $"access token for {Life}";
}
