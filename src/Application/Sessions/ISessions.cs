using CcatOps.Domain.Sessions;

namespace CcatOps.Application.Sessions;

/// <summary>
/// The sessions of the people who are logged in at this site, shared by its processes. It never needs another site. What is over is
/// forgotten. Every member throws <see cref="Errors.SessionsUnavailableException"/> when they cannot be read or written.
/// </summary>
public interface ISessions
{
    /// <param name="session">A new one.</param>
    /// <param name="secretHash">SHA-256 of the secret that its holder has.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task OpenAsync(Session session, string secretHash, CancellationToken cancellationToken);

    /// <returns>Null when there is none, it is over or it was closed.</returns>
    Task<HeldSession?> FindAsync(string sessionId, CancellationToken cancellationToken);

    /// <returns>The sessions that are open, the newest first.</returns>
    Task<IReadOnlyList<Session>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Gives a session another secret, in one atomic step. One that was replaced before closes the session: it was stolen.</summary>
    Task<Renewal> RenewAsync(string sessionId, string secretHash, string nextHash, CancellationToken cancellationToken);

    Task CloseAsync(string sessionId, CancellationToken cancellationToken);

    /// <summary>Keeps a code for <see cref="SessionRules.CodeLife"/>.</summary>
    Task KeepCodeAsync(string codeHash, LoginCode code, CancellationToken cancellationToken);

    /// <summary>Gives a code out once, to one of all who ask for it.</summary>
    Task<LoginCode?> TakeCodeAsync(string codeHash, CancellationToken cancellationToken);

    /// <summary>Uses up a login that was sent to GitHub, for <see cref="SessionRules.LoginLife"/>.</summary>
    /// <returns>True to one of all who ask for it.</returns>
    Task<bool> UseLoginAsync(string loginHash, CancellationToken cancellationToken);
}

public sealed record HeldSession(Session Session, string SecretHash);

/// <summary>The login behind a program's one-time code.</summary>
/// <param name="Person">The person who has logged in.</param>
/// <param name="Challenge">The challenge of the program that asked; only its verifier redeems the code.</param>
public sealed record LoginCode(Person Person, string Challenge)
{
    /// <summary>As <see cref="Session.Grant"/>.</summary>
    public string? Grant { get; init; }
}

public enum Renewal
{
    Renewed,

    /// <summary>The secret was replaced before; the session is closed now.</summary>
    Reused,

    /// <summary>There is no such session, or it never had that secret.</summary>
    Unknown,
}
