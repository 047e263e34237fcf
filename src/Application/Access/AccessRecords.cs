using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Access;

namespace CcatOps.Application.Access;

internal sealed class AccessRecords(OverlayMirror mirror, MergedReader<ApiToken> tokens, MergedReader<User> users, MergedReader<UserRole> roles) : IAccessRecords
{
    public async Task<KnownToken?> FindTokenAsync(string tokenHash, CancellationToken cancellationToken)
    {
        var overlay = await OverlayAsync(cancellationToken);
        var found = await tokens.PageAsync(overlay, new RecordFilter<ApiToken>().Where(AccessFields.TokenHash, tokenHash), null, 1, cancellationToken);
        if (found is not [var read])
            return null;
        var token = TokenDenials.Apply(overlay, read);
        return token.UserId is { } id ? new KnownToken(token, await KnownAsync(overlay, await FindAsync(overlay, id, cancellationToken), cancellationToken))
            : new KnownToken(token, null);
    }

    public async Task<KnownUser?> FindUserAsync(Guid id, CancellationToken cancellationToken)
    {
        var overlay = await OverlayAsync(cancellationToken);
        return await KnownAsync(overlay, await FindAsync(overlay, id, cancellationToken), cancellationToken);
    }

    public Task<KnownUser?> FindUserAsync(string name, CancellationToken cancellationToken) =>
        FindAsync(new RecordFilter<User>().Where(AccessFields.UserName, name), cancellationToken);

    public Task<KnownUser?> FindUserByGithubIdAsync(long githubId, CancellationToken cancellationToken) =>
        FindAsync(new RecordFilter<User>().Where(AccessFields.GithubId, githubId), cancellationToken);

    private async Task<KnownUser?> FindAsync(RecordFilter<User> filter, CancellationToken cancellationToken)
    {
        var overlay = await OverlayAsync(cancellationToken);
        var found = await users.PageAsync(overlay, filter, null, 1, cancellationToken);
        return await KnownAsync(overlay, found is [var user] ? user : null, cancellationToken);
    }

    private Task<User?> FindAsync(OverlaySnapshot overlay, Guid id, CancellationToken cancellationToken) =>
        users.FindAsync(overlay, id.ToString(), cancellationToken);

    private async Task<KnownUser?> KnownAsync(OverlaySnapshot overlay, User? user, CancellationToken cancellationToken) => user is null
        ? null
        : new KnownUser(
            user,
            await roles.PageAsync(overlay, new RecordFilter<UserRole>().Where(AccessFields.UserOfRole, user.Id), null, Roles.All.Length + 1, cancellationToken));

    /// <summary>While the buffer is unavailable the last picture of it serves: who was let in before must be able to write into the journal.</summary>
    private async Task<OverlaySnapshot> OverlayAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await mirror.GetCurrentAsync(cancellationToken);
        }
        catch (BufferUnavailableException)
        {
            return mirror.LastKnown;
        }
    }
}
