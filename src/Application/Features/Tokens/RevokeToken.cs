using CcatOps.Application.Access;
using CcatOps.Application.Audit;
using CcatOps.Application.Serialization;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using CcatOps.Domain.Access;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Tokens;

/// <summary>Ends a token for good. One that was ended before stays as it is.</summary>
public sealed record RevokeToken(Guid Id, string? Reason = null) : IRequest<TokenView>;

internal sealed class RevokeTokenHandler(
    TokenOwners owners, IWriteRouter router, AuditTransactions audits, TokenAccess access, TimeProvider time)
    : IRequestHandler<RevokeToken, TokenView>
{
    public async Task<TokenView> Handle(RevokeToken request, CancellationToken cancellationToken)
    {
        var token = await owners.FindAsync(request.Id, cancellationToken);
        if (token.RevokedAt is not null)
            return await owners.ViewAsync(token, cancellationToken);

        var revoked = token with { RevokedAt = time.GetUtcMicroseconds() };
        var write = new Write(
            token.Kind == TokenKind.Emergency ? Operation.RevokeEmergencyToken : Operation.RevokeToken,
            request,
            [
                RowChanges.Update(Tables.ApiToken, token.Id.ToString(), new { revoked.RevokedAt }, new { token.Id }),
                audits.ChangeOf(AuditAction.Revoke, request.Reason, new { TokenId = token.Id, token.Name, token.Prefix }),
            ],
            [Transaction.Entity(Tables.ApiToken.Name, token.Id.ToString())]);
        var receipt = await router.WriteAsync(write, cancellationToken);
        access.Forget(token.TokenHash);
        return await owners.ViewAsync(revoked with { Sync = receipt.Sync }, cancellationToken);
    }
}

internal sealed class RevokeTokenValidator : AbstractValidator<RevokeToken>
{
    public RevokeTokenValidator() => RuleFor(request => request.Reason).Text(1_000);
}
