using CcatOps.Application.Validation;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Users;

/// <summary>Takes a role away from a user, their tokens and their sessions. Of a person, GitHub's teams may give it again at the next login.</summary>
public sealed record TakeRole(Guid Id, string Role, string? Reason = null) : IRequest<UserView>;

internal sealed class TakeRoleHandler(UserChanges users) : IRequestHandler<TakeRole, UserView>
{
    public async Task<UserView> Handle(TakeRole request, CancellationToken cancellationToken)
    {
        var known = await users.FindAsync(request.Id, cancellationToken);
        if (known.Roles.FirstOrDefault(role => role.Role == request.Role) is not { } taken)
            return UserView.Of(known);

        return await users.WriteAsync(
            request,
            known with { Roles = [.. known.Roles.Where(role => role != taken)] },
            new Change(ChangeKind.Delete, Tables.UserRole.Name, taken.Id.ToString()),
            AuditAction.Role,
            request.Reason,
            new { User = known.User.Name, Taken = taken.Role },
            cancellationToken);
    }
}

internal sealed class TakeRoleValidator : AbstractValidator<TakeRole>
{
    public TakeRoleValidator()
    {
        RuleFor(request => request.Role).KnownRole();
        RuleFor(request => request.Reason).Text(1_000);
    }
}
