using CcatOps.Application.Access;
using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Application.Writes;
using CcatOps.Domain.Access;

namespace CcatOps.Application.Features.Tokens;

/// <summary>Finds tokens for those who may see them: their owners, and who manages users.</summary>
internal sealed class TokenOwners(
    OverlayMirror mirror, TokenReader tokens, UserReader users, IAccessRecords records, ITokenUsage usage, IRequestContext context)
{
    public bool SeesAll => context.Caller.May(Permissions.ManageUsers);

    /// <summary>The ids of whose tokens the caller sees; empty: everybody's.</summary>
    public IReadOnlyCollection<Guid> VisibleOwners => SeesAll ? [] : [context.Caller.UserId ?? Guid.Empty];

    /// <exception cref="NotFoundException">There is none that the caller may see.</exception>
    public async Task<ApiToken> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var overlay = await mirror.GetCurrentAsync(cancellationToken);
        var token = await tokens.FindAsync(overlay, id.ToString(), cancellationToken);
        return token is not null && (SeesAll || (token.UserId is { } owner && owner == context.Caller.UserId))
            ? token
            : throw new NotFoundException("token", id);
    }

    public async Task<KnownUser?> FindUserAsync(Guid id, CancellationToken cancellationToken)
    {
        var overlay = await mirror.GetCurrentAsync(cancellationToken);
        return await users.FindAsync(overlay, id.ToString(), cancellationToken) is { } user
            ? await records.FindUserAsync(user.Name, cancellationToken)
            : null;
    }

    public async Task<TokenView> ViewAsync(ApiToken token, CancellationToken cancellationToken) =>
        (await ViewsAsync([token], cancellationToken))[0];

    public async Task<IReadOnlyList<TokenView>> ViewsAsync(IReadOnlyList<ApiToken> found, CancellationToken cancellationToken)
    {
        var overlay = await mirror.GetCurrentAsync(cancellationToken);
        var names = new Dictionary<Guid, string?>();
        foreach (var id in found.Select(token => token.UserId).OfType<Guid>().Distinct())
            names[id] = (await users.FindAsync(overlay, id.ToString(), cancellationToken))?.Name;
        var uses = (await usage.SumAsync([.. found.Select(token => token.Id)], cancellationToken)).ToDictionary(sum => sum.ApiTokenId);
        return
        [
            .. found.Select(token => TokenView.Of(
                token, token.UserId is { } id ? names[id] ?? id.ToString() : null, uses.GetValueOrDefault(token.Id))),
        ];
    }
}
