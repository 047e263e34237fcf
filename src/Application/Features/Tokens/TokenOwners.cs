using CcatOps.Application.Access;
using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Writes;
using CcatOps.Domain.Access;
using CcatOps.Domain.Sites;

namespace CcatOps.Application.Features.Tokens;

/// <summary>Finds tokens for those who may see them: their owners, and who manages users.</summary>
internal sealed class TokenOwners(
    OverlayMirror mirror, MergedReader<ApiToken> tokens, MergedReader<User> users, IAccessRecords records, ITokenUsage usage, IRequestContext context,
    SiteConfig site)
{
    public bool SeesAll => context.Caller.May(Permissions.ManageUsers);

    /// <summary>The ids of whose tokens the caller sees; empty: everybody's.</summary>
    public IReadOnlyCollection<Guid> VisibleOwners => SeesAll ? [] : [context.Caller.UserId ?? Guid.Empty];

    /// <exception cref="NotFoundException">There is none that the caller may see.</exception>
    public async Task<ApiToken> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var overlay = await mirror.GetCurrentAsync(cancellationToken);
        var token = await tokens.FindAsync(overlay, id.ToString(), cancellationToken) is { } found ? TokenDenials.Apply(overlay, found) : null;
        return token is not null && (SeesAll || (token.UserId is { } owner && owner == context.Caller.UserId))
            ? token
            : throw new NotFoundException("token", id);
    }

    /// <summary>Nobody hands out what they may not do themselves.</summary>
    /// <exception cref="ForbiddenException">The permissions exceed those of the caller.</exception>
    public void EnsureCallerMayAll(PermissionSet permissions)
    {
        if (permissions.Beyond(context.Caller.Permissions).FirstOrDefault() is { } missing)
            throw new ForbiddenException(missing, context.Caller.Label);
    }

    /// <summary>As <see cref="EnsureCallerMayAll"/>, for the value of a token, unless it is the caller's very token.</summary>
    /// <exception cref="ForbiddenException">The token may do more than the caller.</exception>
    public async Task EnsureCallerMayAllAsync(ApiToken token, CancellationToken cancellationToken)
    {
        if (token.Id == context.Caller.TokenId)
            return;
        var owner = token.UserId is { } id ? await records.FindUserAsync(id, cancellationToken) : null;
        if (TokenPrincipals.Of(new(token, owner)) is { } principal)
            EnsureCallerMayAll(principal.Permissions);
    }

    public async Task<TokenView> ViewAsync(ApiToken token, CancellationToken cancellationToken) =>
        (await ViewsAsync([token], cancellationToken))[0];

    public async Task<IReadOnlyList<TokenView>> ViewsAsync(IReadOnlyList<ApiToken> found, CancellationToken cancellationToken)
    {
        var overlay = await mirror.GetCurrentAsync(cancellationToken);
        var known = new Dictionary<Guid, User?>();
        foreach (var id in found.Select(token => token.UserId).OfType<Guid>().Distinct())
            known[id] = await users.FindAsync(overlay, id.ToString(), cancellationToken);
        var uses = (await usage.SumAsync([.. found.Select(token => token.Id)], cancellationToken)).ToDictionary(sum => sum.ApiTokenId);
        return
        [
            .. found.Select(token => TokenDenials.Apply(overlay, token)).Select(token => TokenView.Of(
                token, token.UserId is { } id ? known[id] ?? Unknown(id) : null, site.PersonTokenLife, uses.GetValueOrDefault(token.Id))),
        ];
    }

    private static User Unknown(Guid id) => new() { Id = id, Name = id.ToString(), CreatedAt = DateTimeOffset.UnixEpoch };
}
