using CcatOps.Application.Access;
using CcatOps.Application.Audit;
using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Access;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Writes;
using MediatR;

namespace CcatOps.Application.Features.Tokens;

/// <summary>Gives a token another value, told once; the old one opens nothing any more. All else stays.</summary>
public sealed record RotateToken(Guid Id) : IRequest<TokenMade>;

internal sealed class RotateTokenHandler(TokenOwners owners, IWriteRouter router, AuditTransactions audits, TokenAccess access)
    : IRequestHandler<RotateToken, TokenMade>
{
    public async Task<TokenMade> Handle(RotateToken request, CancellationToken cancellationToken)
    {
        var token = await owners.FindAsync(request.Id, cancellationToken);
        if (token.Kind == TokenKind.Emergency)
            throw new ConflictException("An emergency token is not rotated; revoke it and make an ordinary one.");
        if (token.RevokedAt is not null)
            throw new ConflictException("The token was revoked; make a new one.");

        var value = TokenValue.Create();
        var rotated = token with { TokenHash = TokenValue.HashOf(value), Prefix = TokenValue.ShownPrefix(value) };
        var write = new Write(
            Operation.RotateToken,
            new { request.Id, rotated.TokenHash },
            [
                RowChanges.Update(
                    Tables.ApiToken, token.Id.ToString(), new { rotated.TokenHash, rotated.Prefix }, new { token.TokenHash }),
                audits.ChangeOf(
                    AuditAction.Rotate, null, new { TokenId = token.Id, token.Name, rotated.Prefix, ReplacedPrefix = token.Prefix }),
            ],
            [Transaction.Entity(Tables.ApiToken.Name, token.Id.ToString())]);
        var receipt = await router.WriteAsync(write, cancellationToken);
        access.Forget(token.TokenHash);
        return new(value, await owners.ViewAsync(rotated with { Sync = receipt.Sync }, cancellationToken));
    }
}
