using System.Collections.Immutable;
using CcatOps.Application.Access;
using CcatOps.Application.Audit;
using CcatOps.Application.Errors;
using CcatOps.Application.Serialization;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using CcatOps.Domain.Access;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Tokens;

/// <summary>Makes a token, whose value is told once. It has at most its owner's permissions, and those of who makes it.</summary>
public sealed record CreateToken : IRequest<TokenMade>
{
    /// <summary>Required. Together with the owner it names the principal.</summary>
    public string? Name { get; init; }

    public string? Note { get; init; }

    /// <summary>Its scopes; absent: all permissions of its owner.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>How long it lives, such as 90d or 12h; absent: until it is revoked, or of a person for PERSON_TOKEN_MAX_DAYS.</summary>
    public string? ExpiresIn { get; init; }

    /// <summary>Whose it is; absent: the caller's own. Another's needs manage:users, which also makes users that there are not.</summary>
    public string? Owner { get; init; }

    /// <summary>A role that the owner is given; needs manage:users.</summary>
    public string? Role { get; init; }
}

internal sealed class CreateTokenHandler(
    IAccessRecords records,
    IWriteRouter router,
    AuditTransactions audits,
    TokenOwners owners,
    IRequestContext context,
    SiteConfig site,
    TimeProvider time) : IRequestHandler<CreateToken, TokenMade>
{
    public async Task<TokenMade> Handle(CreateToken request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMicroseconds();
        var changes = ImmutableArray.CreateBuilder<Change>();
        var owner = await OwnerAsync(request, changes, now, cancellationToken);
        var scopes = ScopesOf(request, owner);
        var value = TokenValue.Create();
        var token = new ApiToken
        {
            Id = Guid.CreateVersion7(now),
            Kind = TokenKind.Ordinary,
            UserId = owner.User.Id,
            Name = request.Name!,
            Note = request.Note,
            Scopes = scopes.ToString(),
            TokenHash = TokenValue.HashOf(value),
            Prefix = TokenValue.ShownPrefix(value),
            SiteName = site.SiteName,
            CreatedAt = now,
            ExpiresAt = ExpiryOf(request, owner.User, now),
        };
        changes.Add(RowChanges.Insert(Tables.ApiToken, token));
        changes.Add(audits.ChangeOf(AuditAction.Create, request.Note, new
        {
            TokenId = token.Id,
            token.Name,
            Owner = owner.User.Name,
            token.Prefix,
            token.Scopes,
            token.ExpiresAt,
            request.Role,
        }));

        var write = new Write(
            Operation.CreateToken, request, changes.ToImmutable(), [Transaction.Entity(Tables.ApiToken.Name, token.Id.ToString())]);
        var receipt = await router.WriteAsync(write, cancellationToken);
        if (receipt.Transaction.Changes.Length != changes.Count || !ReferenceEquals(receipt.Transaction.Changes[^1], changes[^1]))
            throw new ConflictException("This request has made a token before, whose value is told once; rotate that one, or send a new request.");
        return new(value, TokenView.Of(token with { Sync = receipt.Sync }, owner.User, site.PersonTokenLife, null));
    }

    private async Task<KnownUser> OwnerAsync(
        CreateToken request, ImmutableArray<Change>.Builder changes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var caller = context.Caller;
        if ((request.Owner is not null || request.Role is not null) && !caller.May(Permissions.ManageUsers))
            throw new ForbiddenException(Permissions.ManageUsers, caller.Label);

        var known = request.Owner is { } name ? await records.FindUserAsync(name, cancellationToken)
            : caller.UserId is { } id ? await records.FindUserAsync(id, cancellationToken)
            : throw new ConflictException(
                $"This site knows no user {caller.Label}, who could own the token. A person logs in again while main can be reached; else name an owner.");
        if (known is null && (request.Owner is null || request.Role is null))
            throw Rules.Fault("owner", $"is not a user here; with a role '{request.Owner ?? caller.Label}' would be made one.");
        if (known is { User.DisabledAt: not null })
            throw Rules.Fault("owner", "is disabled.");

        var user = known?.User ?? new User { Id = Guid.CreateVersion7(now), Name = request.Owner!, CreatedAt = now };
        if (known is null)
            changes.Add(RowChanges.Insert(Tables.User, user));
        known ??= new KnownUser(user, []);
        if (request.Role is not { } role || known.RoleNames.Contains(role))
            return known;
        owners.EnsureCallerMayAll(Roles.Find(role)!.Permissions);

        var given = new UserRole { Id = Guid.CreateVersion7(now), UserId = user.Id, Role = role };
        changes.Add(RowChanges.Insert(Tables.UserRole, given));
        changes.Add(audits.ChangeOf(AuditAction.Role, request.Note, new { User = user.Name, Role = role }));
        return known with { Roles = [.. known.Roles, given] };
    }

    private DateTimeOffset? ExpiryOf(CreateToken request, User owner, DateTimeOffset now)
    {
        TimeSpan? wanted = Lifetime.TryParse(request.ExpiresIn, out var lifetime) ? lifetime : null;
        if (owner.Kind == UserKind.Machine)
            return now + wanted;
        return wanted > site.PersonTokenLife
            ? throw Rules.Fault("expires_in", $"must be at most {site.PersonTokenLife.TotalDays:0}d for a person's token (PERSON_TOKEN_MAX_DAYS).")
            : now + (wanted ?? site.PersonTokenLife);
    }

    private PermissionSet ScopesOf(CreateToken request, KnownUser owner)
    {
        if (request.Scopes is not { } wanted)
            return owner.Permissions.Intersect(context.Caller.Permissions);

        var scopes = new PermissionSet([.. wanted.Select(Permission.Parse).Distinct()]);
        var allowed = owner.Permissions.Intersect(context.Caller.Permissions);
        var beyond = scopes.Beyond(allowed).ToArray();
        return beyond.Length == 0
            ? scopes
            : throw Rules.Fault("scopes", $"go beyond what {owner.User.Name} and {context.Principal} both may do: {string.Join(", ", beyond.Select(scope => scope.ToString()))}.");
    }
}

internal sealed class CreateTokenValidator : AbstractValidator<CreateToken>
{
    private const int MostScopes = 100;

    public CreateTokenValidator()
    {
        RuleFor(request => request.Name).NotEmpty().WithMessage("is required: what the token is for.");
        RuleFor(request => request.Name).PrincipalName();
        RuleFor(request => request.Owner).PrincipalName();
        RuleFor(request => request.Note).Text(1_000);
        RuleFor(request => request.Scopes).Must(scopes => scopes is not { Count: 0 }).WithMessage("must not be empty; leave it out for all.");
        RuleFor(request => request.Scopes).AtMost(MostScopes);
        When(request => request.Scopes is { Count: <= MostScopes }, () => RuleForEach(request => request.Scopes).Must(Scopes.IsKnown)
            .WithMessage($"is not a scope; known are {Scopes.Listed}, and * for either part."));
        RuleFor(request => request.ExpiresIn).Must(text => text is null || Lifetime.TryParse(text, out _)).WithMessage(Lifetime.Expected);
        RuleFor(request => request.Role).KnownRole();
    }
}
