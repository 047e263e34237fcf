using CcatOps.Application.Serialization;
using CcatOps.Domain.Sessions;

namespace CcatOps.Application.Sessions;

internal sealed class NewSessions(ISessions sessions, TimeProvider time)
{
    public async Task<(Session Session, SessionToken Token)> OpenAsync(
        Person person, SessionHolder holder, string? grant, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMicroseconds();
        var token = SessionToken.New();
        var session = new Session
        {
            Id = token.SessionId,
            Holder = holder,
            Person = person,
            OpenedAt = now,
            EndsAt = now + SessionRules.SessionLife,
            Grant = grant,
        };
        await sessions.OpenAsync(session, token.SecretHash, cancellationToken);
        return (session, token);
    }
}
