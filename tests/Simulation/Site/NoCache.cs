using CcatOps.Application.Reads;

namespace CcatOps.Simulation.Site;

/// <summary>A cache that is always away: the clients here count exactly.</summary>
internal sealed class NoCache : ICache
{
    public Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken) => Task.FromResult<byte[]?>(null);

    public Task SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) => Task.CompletedTask;
}
