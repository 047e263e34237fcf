using System.Text.Json.Serialization;
using CcatOps.Application.Features.Tokens;
using CcatOps.Application.Serialization;
using CcatOps.Application.Validation;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Schema;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Users;

/// <summary>Lets a disabled user in again, with their tokens and roles. The caller may do all that these allow.</summary>
public sealed record EnableUser : IRequest<UserView>
{
    [JsonIgnore]
    public Guid Id { get; init; }

    /// <summary>Why; it goes into the audit.</summary>
    public string? Reason { get; init; }
}

internal sealed class EnableUserHandler(UserChanges users, TokenOwners owners) : IRequestHandler<EnableUser, UserView>
{
    public async Task<UserView> Handle(EnableUser request, CancellationToken cancellationToken)
    {
        var known = await users.FindAsync(request.Id, cancellationToken);
        if (known.User.DisabledAt is null)
            return UserView.Of(known);
        owners.EnsureCallerMayAll(known.Permissions);

        var enabled = known.User with { DisabledAt = null };
        return await users.WriteAsync(
            request,
            known with { User = enabled },
            RowChanges.Update(Tables.User, enabled.Id.ToString(), new { enabled.DisabledAt }, new { enabled.Id }),
            AuditAction.Enable,
            request.Reason,
            new { UserId = enabled.Id, User = enabled.Name },
            cancellationToken);
    }
}

internal sealed class EnableUserValidator : AbstractValidator<EnableUser>
{
    public EnableUserValidator() => RuleFor(request => request.Reason).Text(1_000);
}
