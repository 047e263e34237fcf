using System.Text.Json.Serialization;
using CcatOps.Application.Errors;
using CcatOps.Application.Serialization;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Schema;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Users;

/// <summary>Ends all tokens and sessions of a user, at every site. Nothing is deleted.</summary>
public sealed record DisableUser : IRequest<UserView>
{
    [JsonIgnore]
    public Guid Id { get; init; }

    /// <summary>Why; it goes into the audit.</summary>
    public string? Reason { get; init; }
}

internal sealed class DisableUserHandler(UserChanges users, IRequestContext context, TimeProvider time) : IRequestHandler<DisableUser, UserView>
{
    /// <exception cref="ConflictException">It is the caller.</exception>
    public async Task<UserView> Handle(DisableUser request, CancellationToken cancellationToken)
    {
        var known = await users.FindAsync(request.Id, cancellationToken);
        if (known.User.DisabledAt is not null)
            return UserView.Of(known);
        if (known.User.Id == context.Caller.UserId)
            throw new ConflictException("Nobody disables themselves; another administrator does.");

        var disabled = known.User with { DisabledAt = time.GetUtcMicroseconds() };
        return await users.WriteAsync(
            request,
            known with { User = disabled },
            RowChanges.Update(Tables.User, disabled.Id.ToString(), new { disabled.DisabledAt }, new { disabled.Id }),
            AuditAction.Disable,
            request.Reason,
            new { UserId = disabled.Id, User = disabled.Name },
            cancellationToken);
    }
}

internal sealed class DisableUserValidator : AbstractValidator<DisableUser>
{
    public DisableUserValidator() => RuleFor(request => request.Reason).Text(1_000);
}
