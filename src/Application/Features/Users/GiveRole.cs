using CcatOps.Application.Features.Tokens;
using CcatOps.Application.Serialization;
using CcatOps.Application.Validation;
using CcatOps.Domain.Access;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Schema;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Users;

/// <summary>Gives a user a role, which allows nothing that the caller may not do. Of a person it holds until the next login, when GitHub's teams decide.</summary>
public sealed record GiveRole(Guid Id, string Role, string? Reason = null) : IRequest<UserView>;

internal sealed class GiveRoleHandler(UserChanges users, TokenOwners owners, TimeProvider time) : IRequestHandler<GiveRole, UserView>
{
    public async Task<UserView> Handle(GiveRole request, CancellationToken cancellationToken)
    {
        var known = await users.FindAsync(request.Id, cancellationToken);
        if (known.RoleNames.Contains(request.Role))
            return UserView.Of(known);
        owners.EnsureCallerMayAll(Roles.Find(request.Role)!.Permissions);

        var given = new UserRole { Id = Guid.CreateVersion7(time.GetUtcMicroseconds()), UserId = known.User.Id, Role = request.Role };
        return await users.WriteAsync(
            request,
            known with { Roles = [.. known.Roles, given] },
            RowChanges.Insert(Tables.UserRole, given),
            AuditAction.Role,
            request.Reason,
            new { User = known.User.Name, given.Role },
            cancellationToken);
    }
}

internal sealed class GiveRoleValidator : AbstractValidator<GiveRole>
{
    public GiveRoleValidator()
    {
        RuleFor(request => request.Role).KnownRole();
        RuleFor(request => request.Reason).Text(1_000);
    }
}
