using CcatOps.Application.Errors;
using CcatOps.Domain.Sites;

namespace CcatOps.Application.Monitoring;

/// <summary>
/// Whether this process can take writes: a main site needs its database, and a secondary its buffer. A secondary needs the main database
/// only where <c>CRITICAL_OPERATIONS_BUFFER</c> is off.
/// </summary>
public sealed class Readiness
{
    /// <summary>How long a look waits for the buffer: what answers no sooner takes no writes either.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly SiteConfig site;
    private readonly IBufferMonitor buffer;
    private readonly IDatabaseProbe databases;
    private readonly SiteMonitor monitor;
    private readonly TimeProvider time;
    private readonly SharedLook<IReadOnlyList<string>> last;

    public Readiness(SiteConfig site, IBufferMonitor buffer, IDatabaseProbe databases, SiteMonitor monitor, TimeProvider time)
    {
        (this.site, this.buffer, this.databases, this.monitor, this.time) = (site, buffer, databases, monitor, time);
        last = new(() => FindHindrancesAsync(CancellationToken.None), time);
    }

    /// <summary>Returns the reasons why it takes no writes, each with its remedy; empty when it is ready.</summary>
    public async Task<IReadOnlyList<string>> FindHindrancesAsync(CancellationToken cancellationToken) =>
        (await LookAsync(cancellationToken)).Hindrances;

    /// <summary>As <see cref="FindHindrancesAsync"/>, by a look that may be a second old and costs nothing.</summary>
    public Task<IReadOnlyList<string>> FindLastHindrancesAsync() => last.GetAsync();

    /// <summary>The state of the buffer, null where there is none or it does not answer, and what keeps this process from taking writes.</summary>
    internal async Task<(BufferStatus? Buffer, IReadOnlyList<string> Hindrances)> LookAsync(CancellationToken cancellationToken)
    {
        if (site.IsMainSite)
            return (null, FindHindrances(await databases.LookAtMainAsync(cancellationToken)));
        BufferStatus? status;
        string[] hindrances;
        try
        {
            (status, hindrances) = await LookAtBufferAsync().WaitAsync(Patience, time, cancellationToken);
        }
        catch (BufferUnavailableException exception)
        {
            (status, hindrances) = (null, [exception.Message]);
        }
        catch (TimeoutException)
        {
            (status, hindrances) = (null, [$"The buffer has not answered within {Patience.TotalSeconds} s. It may be under repair; look again in a few seconds."]);
        }

        return site.Buffers
            ? (status, hindrances)
            : (status, FindHindrances(monitor.Main.IsReachable ? monitor.Main : await databases.LookAtMainAsync(cancellationToken)));
    }

    /// <summary>Goes on when its caller no longer waits.</summary>
    private async Task<(BufferStatus Status, string[] Hindrances)> LookAtBufferAsync()
    {
        var status = await buffer.GetStatusAsync(CancellationToken.None);

        // A fault may be gone since the last check; that there is none holds until the next.
        if (monitor.Safety.Faults.Count > 0)
            await monitor.CheckBufferAsync(CancellationToken.None);
        string?[] hindrances =
            [.. monitor.Safety.Faults, status.Refusal, monitor.Capacity.FindFullness(status.Waiting)];
        return (status, [.. hindrances.OfType<string>()]);
    }

    private static string[] FindHindrances(DatabaseView main) => main switch
    {
        { Fault: { } fault } => [$"The main database cannot be used: {fault}"],
        { Facts.InRecovery: true } => ["The main database is in recovery, so it takes no writes; point MAIN_DB_HOST at the primary."],
        { Facts.IsWritable: false } =>
            ["The main database takes no writes from MAIN_DB_USER: grant it what deploy/least-privilege/roles.sql does, and look at "
                + "default_transaction_read_only."],
        _ => [],
    };
}
