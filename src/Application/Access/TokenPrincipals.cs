using CcatOps.Domain.Access;

namespace CcatOps.Application.Access;

/// <summary>Finds the principal of a token.</summary>
internal static class TokenPrincipals
{
    private static readonly PermissionSet OfEmergency = new([Permissions.WriteObservations]);

    /// <summary>Null: the owner may do nothing any more, or is not known here.</summary>
    public static Principal? Of(KnownToken known)
    {
        var scopes = PermissionSet.Parse(known.Token.Scopes);
        return known switch
        {
            { Token.Kind: TokenKind.Emergency } => new Principal(
                Principal.NameOfEmergency(known.Token.SiteName, known.Token.Name), PrincipalKind.Emergency, [Roles.Service.Name], scopes.Intersect(OfEmergency))
            {
                TokenId = known.Token.Id,
            },
            { Owner: { User.DisabledAt: null } owner } => new Principal(
                Principal.NameOf(owner.User, known.Token.Name),
                PrincipalKind.ApiToken,
                [.. owner.RoleNames],
                owner.Permissions.Intersect(scopes))
            {
                TokenId = known.Token.Id,
                UserId = owner.User.Id,
                Login = owner.User.Kind == UserKind.Person ? owner.User.Name : null,
            },
            _ => null,
        };
    }
}
