using CcatOps.Application.Audit;
using CcatOps.Application.Errors;
using CcatOps.Application.Serialization;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using CcatOps.Domain.Access;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Tokens;

/// <summary>
/// Makes a token where main cannot be asked. It only records observations, and goes into the site's buffer: the site knows it at once,
/// main when the link is back.
/// </summary>
public sealed record CreateEmergencyToken(int Hours, string? Reason) : IRequest<TokenMade>
{
    public const int MostHours = 72;
}

internal sealed class CreateEmergencyTokenHandler(IWriteRouter router, AuditTransactions audits, SiteConfig site, TimeProvider time)
    : IRequestHandler<CreateEmergencyToken, TokenMade>
{
    public async Task<TokenMade> Handle(CreateEmergencyToken request, CancellationToken cancellationToken)
    {
        if (site.IsMainSite)
            throw new ConflictException($"Site {site.SiteName} is a main site and needs none: make an ordinary token.");

        var now = time.GetUtcMicroseconds();
        var value = TokenValue.Create();
        var id = Guid.CreateVersion7(now);
        var token = new ApiToken
        {
            Id = id,
            Kind = TokenKind.Emergency,
            Name = $"{now:yyyyMMdd-HHmm}-{id.ToString()[^8..]}",
            Note = request.Reason,
            Scopes = Permissions.WriteObservations.ToString(),
            TokenHash = TokenValue.HashOf(value),
            Prefix = TokenValue.ShownPrefix(value),
            SiteName = site.SiteName,
            CreatedAt = now,
            ExpiresAt = now.AddHours(request.Hours),
        };
        var write = new Write(
            Operation.CreateEmergencyToken,
            token,
            [
                RowChanges.Insert(Tables.ApiToken, token),
                audits.ChangeOf(AuditAction.Emergency, request.Reason, new { TokenId = token.Id, token.Prefix, token.ExpiresAt }),
            ],
            [Transaction.Entity(Tables.ApiToken.Name, token.Id.ToString())])
        {
            Room = BufferRoom.Reserve,
        };
        var receipt = await router.WriteAsync(write, cancellationToken);
        return new(value, TokenView.Of(token with { Sync = receipt.Sync }, null, site.PersonTokenLife, null));
    }
}

internal sealed class CreateEmergencyTokenValidator : AbstractValidator<CreateEmergencyToken>
{
    public CreateEmergencyTokenValidator()
    {
        RuleFor(request => request.Hours).InclusiveBetween(1, CreateEmergencyToken.MostHours)
            .WithMessage($"must be between 1 and {CreateEmergencyToken.MostHours}.");
        RuleFor(request => request.Reason).NotEmpty().WithMessage("is required: why main cannot be asked.");
        RuleFor(request => request.Reason).Text(1_000);
    }
}
