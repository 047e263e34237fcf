using CcatOps.Domain.Sites;

namespace CcatOps.Application.Monitoring;

/// <summary>Compares the databases in reach with the site's configuration. One that is unavailable contradicts nothing.</summary>
public sealed class TopologyCheck(SiteConfig site, IDatabaseProbe databases)
{
    /// <returns>The fault, with its remedy; null if none is known.</returns>
    public async Task<string?> FindMisconfigurationAsync(CancellationToken cancellationToken)
    {
        var main = databases.LookAtMainAsync(cancellationToken);
        var local = databases.LookAtLocalAsync(cancellationToken);
        return Topology.FindMisconfiguration(site.SiteType, (await main).Facts, (await local).Facts);
    }
}
