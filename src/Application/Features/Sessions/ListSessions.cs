using CcatOps.Application.Sessions;
using CcatOps.Application.Writes;
using CcatOps.Domain.Access;
using CcatOps.Domain.Sessions;
using MediatR;

namespace CcatOps.Application.Features.Sessions;

/// <summary>The open sessions of this site, the newest first: the caller's own, or everybody's for who manages users.</summary>
public sealed record ListSessions : IRequest<IReadOnlyList<SessionView>>;

/// <param name="Id">Names the session; it is no secret.</param>
/// <param name="Principal">The person's principal.</param>
/// <param name="Login">The GitHub login of the person.</param>
/// <param name="Roles">Those of the login.</param>
/// <param name="Holder">A browser, or a program.</param>
/// <param name="OpenedAt">When the person logged in.</param>
/// <param name="EndsAt">When the session ends at the latest.</param>
public sealed record SessionView(
    string Id, string Principal, string Login, IReadOnlyList<string> Roles, SessionHolder Holder, DateTimeOffset OpenedAt, DateTimeOffset EndsAt)
{
    internal static SessionView Of(Session session) => new(
        session.Id, Domain.Access.Principal.NameOf(session.Person.GithubId), session.Person.Login, session.Person.Roles, session.Holder,
        session.OpenedAt, session.EndsAt);
}

internal sealed class ListSessionsHandler(ISessions sessions, IRequestContext context) : IRequestHandler<ListSessions, IReadOnlyList<SessionView>>
{
    public async Task<IReadOnlyList<SessionView>> Handle(ListSessions request, CancellationToken cancellationToken) =>
        [.. (await sessions.ListAsync(cancellationToken)).Where(session => IsVisible(session, context.Caller)).Select(SessionView.Of)];

    /// <summary>Whether the caller sees the session, and may close it.</summary>
    internal static bool IsVisible(Session session, Principal caller) =>
        caller.May(Permissions.ManageUsers)
        || (caller.Kind == PrincipalKind.Person && caller.Name == Principal.NameOf(session.Person.GithubId));
}
