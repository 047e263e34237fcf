using CcatOps.Application.Access;
using CcatOps.Application.Audit;
using CcatOps.Application.Errors;
using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Access;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Tokens;

/// <summary>
/// Gives a token another value, told once; the old one opens nothing any more, or only for a while. All else stays. Another token than the
/// caller's own may do nothing that the caller may not do.
/// </summary>
/// <param name="Id">The token's id.</param>
/// <param name="Grace">How long the old value stays valid, such as 30m or 2h; absent: it ends at once.</param>
public sealed record RotateToken(Guid Id, string? Grace = null) : IRequest<TokenMade>;

internal sealed class RotateTokenHandler(TokenOwners owners, IWriteRouter router, AuditTransactions audits, TokenAccess access, TimeProvider time)
    : IRequestHandler<RotateToken, TokenMade>
{
    public async Task<TokenMade> Handle(RotateToken request, CancellationToken cancellationToken)
    {
        var token = await owners.FindAsync(request.Id, cancellationToken);
        if (token.Kind == TokenKind.Emergency)
            throw new ConflictException("An emergency token is not rotated; revoke it and make an ordinary one.");
        if (token.RevokedAt is not null)
            throw new ConflictException("The token was revoked; make a new one.");
        await owners.EnsureCallerMayAllAsync(token, cancellationToken);

        var value = TokenValue.Create();
        var overlap = Overlap.TryParse(request.Grace, out var grace) && grace > TimeSpan.Zero ? grace : (TimeSpan?)null;
        var rotated = token with
        {
            TokenHash = TokenValue.HashOf(value),
            Prefix = TokenValue.ShownPrefix(value),
            PreviousHash = overlap is null ? null : token.TokenHash,
            PreviousUntil = time.GetUtcMicroseconds() + overlap,
        };
        var write = new Write(
            Operation.RotateToken,
            new { request.Id, rotated.TokenHash },
            [
                RowChanges.Update(
                    Tables.ApiToken,
                    token.Id.ToString(),
                    new { rotated.TokenHash, rotated.Prefix, rotated.PreviousHash, rotated.PreviousUntil },
                    new { token.TokenHash }),
                audits.ChangeOf(
                    AuditAction.Rotate, null, new { TokenId = token.Id, token.Name, rotated.Prefix, ReplacedPrefix = token.Prefix, rotated.PreviousUntil }),
            ],
            [Transaction.Entity(Tables.ApiToken.Name, token.Id.ToString())]);
        var receipt = await router.WriteAsync(write, cancellationToken);
        access.Forget(token.TokenHash);
        if (token.PreviousHash is { } before)
            access.Forget(before);
        return new(value, await owners.ViewAsync(rotated with { Sync = receipt.Sync }, cancellationToken));
    }
}

internal sealed class RotateTokenValidator : AbstractValidator<RotateToken>
{
    public RotateTokenValidator() =>
        RuleFor(request => request.Grace).Must(text => text is null || Overlap.TryParse(text, out _)).WithMessage(Overlap.Expected);
}
