using System.Text.Json.Serialization;
using CcatOps.Application.Access;
using CcatOps.Application.Errors;
using CcatOps.Application.Features.Tokens;
using CcatOps.Application.Serialization;
using CcatOps.Application.Validation;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Schema;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Users;

/// <summary>
/// Says that a user is the person with a GitHub account, who then logs in as that user and owns its tokens. The caller may do all that the
/// user may.
/// </summary>
public sealed record LinkUser : IRequest<UserView>
{
    [JsonIgnore]
    public Guid Id { get; init; }

    /// <summary>Required: the number of the account, as https://api.github.com/users/LOGIN shows it.</summary>
    public long? GithubId { get; init; }

    /// <summary>Why; it goes into the audit.</summary>
    public string? Reason { get; init; }
}

internal sealed class LinkUserHandler(UserChanges users, TokenOwners owners, IAccessRecords records) : IRequestHandler<LinkUser, UserView>
{
    /// <exception cref="ConflictException">The user or the account is linked already.</exception>
    public async Task<UserView> Handle(LinkUser request, CancellationToken cancellationToken)
    {
        var known = await users.FindAsync(request.Id, cancellationToken);
        if (known.User.GithubId == request.GithubId)
            return UserView.Of(known);
        if (known.User.GithubId is { } other)
            throw new ConflictException($"The user {known.User.Name} is the person with the GitHub account {other}, and stays so. Disable the user and make another.");
        if (await records.FindUserByGithubIdAsync(request.GithubId!.Value, cancellationToken) is { User: var holder })
            throw new ConflictException($"The GitHub account {request.GithubId} belongs to the user {holder.Name}.");
        owners.EnsureCallerMayAll(known.Permissions);

        var linked = known.User with { GithubId = request.GithubId };
        return await users.WriteAsync(
            request,
            known with { User = linked },
            RowChanges.Update(Tables.User, linked.Id.ToString(), new { linked.GithubId }, new { linked.Id, known.User.GithubId }),
            AuditAction.Link,
            request.Reason,
            new { UserId = linked.Id, User = linked.Name, linked.GithubId },
            cancellationToken);
    }
}

internal sealed class LinkUserValidator : AbstractValidator<LinkUser>
{
    public LinkUserValidator()
    {
        RuleFor(request => request.GithubId).NotNull().WithMessage("is required: the number of the GitHub account.");
        RuleFor(request => request.GithubId).GreaterThan(0).WithMessage("must be the number of a GitHub account, 1 or more.");
        RuleFor(request => request.Reason).Text(1_000);
    }
}
