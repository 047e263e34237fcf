using CcatOps.Application.Reads.Overlay;

namespace CcatOps.Infrastructure.Recovery;

internal sealed class JournaledOverlayFeed(IOverlayFeed feed, JournalGuard guard) : IOverlayFeed
{
    public Task<OverlayUpdate> ReadAsync(OverlayVersion? known, CancellationToken cancellationToken) => guard.UseAsync(
        () => feed.ReadAsync(known, cancellationToken), alone => Task.FromResult(alone.Read(known)), cancellationToken);
}
