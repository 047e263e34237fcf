using CcatOps.Application.Errors;
using CcatOps.Domain.Sites;

namespace CcatOps.Application.Monitoring;

/// <summary>Whether this process can take writes: a main site needs its database, a secondary its buffer, not Cologne.</summary>
public sealed class Readiness(SiteConfig site, IBufferMonitor buffer, IDatabaseProbe databases, SiteMonitor monitor)
{
    /// <summary>What keeps it from taking writes, each with its remedy; empty when it is ready.</summary>
    public async Task<IReadOnlyList<string>> FindHindrancesAsync(CancellationToken cancellationToken)
    {
        if (site.IsMainSite)
        {
            var main = await databases.LookAtMainAsync(cancellationToken);
            return main switch
            {
                { Fault: { } fault } => [$"The main database cannot be used: {fault}"],
                { Facts.InRecovery: true } => ["The main database is in recovery, so it takes no writes; point MAIN_DB_HOST at the primary."],
                _ => [],
            };
        }

        try
        {
            await buffer.GetStatusAsync(cancellationToken);

            // A fault may be gone since the last check; that there is none holds until the next.
            if (monitor.Safety.Faults.Count > 0)
                await monitor.CheckBufferAsync(cancellationToken);
            return monitor.Safety.Faults;
        }
        catch (BufferUnavailableException exception)
        {
            return [exception.Message];
        }
    }
}
