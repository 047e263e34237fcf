using CcatOps.Application.Access;
using CcatOps.Application.Errors;
using MediatR;

namespace CcatOps.Application.Features.Users;

/// <summary>One user, by the id or by the name.</summary>
public sealed record GetUser(string IdOrName) : IRequest<UserView>;

internal sealed class GetUserHandler(IAccessRecords records) : IRequestHandler<GetUser, UserView>
{
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<UserView> Handle(GetUser request, CancellationToken cancellationToken)
    {
        var known = Guid.TryParse(request.IdOrName, out var id)
            ? await records.FindUserAsync(id, cancellationToken)
            : await records.FindUserAsync(request.IdOrName, cancellationToken);
        return known is null ? throw new NotFoundException("user", request.IdOrName) : UserView.Of(known);
    }
}
