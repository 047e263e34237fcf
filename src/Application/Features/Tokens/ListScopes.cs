using CcatOps.Domain.Access;
using MediatR;

namespace CcatOps.Application.Features.Tokens;

/// <summary>Lists the scopes that a token can have, and the permissions of the roles.</summary>
public sealed record ListScopes : IRequest<ScopesView>;

public sealed record ScopesView(IReadOnlyList<ScopeView> Scopes, IReadOnlyList<RoleView> Roles);

public sealed record ScopeView(string Name, string About);

public sealed record RoleView(string Name, string About, IReadOnlyList<string> Scopes);

internal sealed class ListScopesHandler : IRequestHandler<ListScopes, ScopesView>
{
    private static readonly ScopesView View = new(
        [.. Permissions.All.Select(entry => new ScopeView(entry.Permission.ToString(), entry.About))],
        [.. Roles.All.Select(role => new RoleView(role.Name, role.About, [.. role.Permissions.Permissions.Select(scope => scope.ToString())]))]);

    public Task<ScopesView> Handle(ListScopes request, CancellationToken cancellationToken) => Task.FromResult(View);
}
