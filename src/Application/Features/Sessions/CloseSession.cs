using CcatOps.Application.Sessions;
using MediatR;

namespace CcatOps.Application.Features.Sessions;

/// <summary>Ends a session at once, and with it the tokens that were issued on it.</summary>
public sealed record CloseSession(string SessionId) : IRequest<Unit>;

internal sealed class CloseSessionHandler(ISessions sessions) : IRequestHandler<CloseSession, Unit>
{
    public async Task<Unit> Handle(CloseSession request, CancellationToken cancellationToken)
    {
        await sessions.CloseAsync(request.SessionId, cancellationToken);
        return Unit.Value;
    }
}
