using System.Diagnostics.CodeAnalysis;

namespace CcatOps.Application.Sessions;

/// <summary>
/// The credential of a session's holder: the id, by which it is found, and the secret, which proves it. A cookie and a refresh token contain this.
/// Printing it shows no secret.
/// </summary>
public sealed record SessionToken(string SessionId, string Secret)
{
    private const char Between = '.';

    public string Text => $"{SessionId}{Between}{Secret}";

    public string SecretHash => Sessions.Secret.HashOf(Secret);

    public static SessionToken New() => new(Guid.NewGuid().ToString("N"), Sessions.Secret.New());

    /// <summary>The same session with another secret.</summary>
    public SessionToken Renewed() => this with { Secret = Sessions.Secret.New() };

    public static bool TryRead(string? text, [NotNullWhen(true)] out SessionToken? token)
    {
        var parts = text?.Split(Between) ?? [];
        token = parts is [var id, { Length: > 0 and <= 64 } secret] && Guid.TryParseExact(id, "N", out _) ? new(id, secret) : null;
        return token is not null;
    }

    public override string ToString() => $"session {SessionId}";
}
