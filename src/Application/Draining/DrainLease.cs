using CcatOps.Application.Errors;

namespace CcatOps.Application.Draining;

/// <summary>
/// Keeps the site's drain in one process. The lease is a courtesy that saves work; what protects the main database from a
/// process that froze past its end is the epoch.
/// </summary>
public sealed class DrainLease(IDrainSource source)
{
    /// <summary>Long enough to survive a pause of the process, short enough for a takeover in under 5 s.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RequestInterval = TimeSpan.FromSeconds(0.5);

    private volatile bool held;
    private volatile int term;

    public string Holder { get; } = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";

    /// <summary>Counts how often this process gained the lease: a new one needs a new epoch.</summary>
    public int Term => term;

    public bool IsHeld => held;

    /// <summary>Why it could not be asked for last; null: it could, or never was.</summary>
    public string? Fault { get; private set; }

    /// <summary>How long to wait before it is renewed, or asked for again.</summary>
    public TimeSpan Interval => held ? RenewalInterval : RequestInterval;

    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            Note(await source.HoldLeaseAsync(Holder, Duration, cancellationToken));
            Fault = null;
        }
        catch (BufferUnavailableException exception)
        {
            Fault = exception.Message;
            Lose();
        }
    }

    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (!held)
            return;
        Lose();
        await source.ReleaseLeaseAsync(Holder, cancellationToken);
    }

    public void Lose() => Note(held: false);

    private void Note(bool held)
    {
        if (held && !this.held)
            term++;
        this.held = held;
    }
}
