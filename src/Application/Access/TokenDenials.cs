using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Access;
using CcatOps.Domain.Schema;

namespace CcatOps.Application.Access;

/// <summary>The tokens that were ended at this site and of which its database does not show it yet.</summary>
internal static class TokenDenials
{
    public static ApiToken Apply(OverlaySnapshot overlay, ApiToken token)
    {
        if (token.RevokedAt is not null || overlay.CountListed(Tables.TokenDenial) == 0)
            return token;
        var denial = overlay.Listed(Tables.TokenDenial, after: null)
            .Select(row => RowChanges.ToRecord<TokenDenial>(row.ReadValues()!))
            .FirstOrDefault(denial => denial.ApiTokenId == token.Id);
        return denial is null ? token : token with { RevokedAt = denial.DeniedAt };
    }
}
