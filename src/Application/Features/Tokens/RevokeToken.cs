using CcatOps.Application.Access;
using CcatOps.Application.Audit;
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
/// Ends a token for good. One that was ended before stays as it is. At a site with a buffer it goes through that, so that the site refuses the
/// token at once, also while main cannot be reached.
/// </summary>
public sealed record RevokeToken(Guid Id, string? Reason = null) : IRequest<TokenView>;

internal sealed class RevokeTokenHandler(
    TokenOwners owners, IWriteRouter router, AuditTransactions audits, TokenAccess access, SiteConfig site, TimeProvider time)
    : IRequestHandler<RevokeToken, TokenView>
{
    public async Task<TokenView> Handle(RevokeToken request, CancellationToken cancellationToken)
    {
        var token = await owners.FindAsync(request.Id, cancellationToken);
        if (token.RevokedAt is not null)
            return await owners.ViewAsync(token, cancellationToken);

        var revoked = token with { RevokedAt = time.GetUtcMicroseconds() };
        var denies = site.Buffers && token.Kind == TokenKind.Ordinary;
        var write = new Write(
            denies ? Operation.DenyToken : token.Kind == TokenKind.Emergency ? Operation.RevokeEmergencyToken : Operation.RevokeToken,
            request,
            [
                denies ? DenialOf(revoked) : RowChanges.Update(Tables.ApiToken, token.Id.ToString(), new { revoked.RevokedAt }, new { token.Id }),
                audits.ChangeOf(AuditAction.Revoke, request.Reason, new { TokenId = token.Id, token.Name, token.Prefix }),
            ],
            [Transaction.Entity(Tables.ApiToken.Name, token.Id.ToString())])
        {
            Room = BufferRoom.Reserve,
        };
        var receipt = await router.WriteAsync(write, cancellationToken);
        access.Forget(token.TokenHash);
        if (token.PreviousHash is { } before)
            access.Forget(before);
        return await owners.ViewAsync(revoked with { Sync = receipt.Sync }, cancellationToken);
    }

    private Change DenialOf(ApiToken revoked) => RowChanges.Insert(Tables.TokenDenial, new TokenDenial
    {
        Id = Guid.CreateVersion7(revoked.RevokedAt!.Value),
        ApiTokenId = revoked.Id,
        SiteName = site.SiteName,
        DeniedAt = revoked.RevokedAt.Value,
    });
}

internal sealed class RevokeTokenValidator : AbstractValidator<RevokeToken>
{
    public RevokeTokenValidator() => RuleFor(request => request.Reason).Text(1_000);
}
