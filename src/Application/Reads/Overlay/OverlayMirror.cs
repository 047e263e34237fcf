using CcatOps.Application.Errors;

namespace CcatOps.Application.Reads.Overlay;

/// <summary>
/// This process's picture of the overlay. Each read first asks the buffer what has happened since the last one, so that it
/// sees every write answered before it began; concurrent reads share one question.
/// </summary>
public sealed class OverlayMirror(IOverlayFeed feed) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private long asked;
    private long answered;
    private OverlaySnapshot current = OverlaySnapshot.Empty;
    private bool isQuiet;
    private BufferUnavailableException? fault;

    /// <summary>How often the buffer has answered. Each question begins after the answer before it.</summary>
    public long Answers { get; private set; }

    /// <summary>The last picture that the buffer gave, however old.</summary>
    public OverlaySnapshot LastKnown => current;

    /// <exception cref="BufferUnavailableException">The buffer cannot be reached, so nobody knows the overlay.</exception>
    public async Task<OverlaySnapshot> GetCurrentAsync(CancellationToken cancellationToken)
    {
        var ticket = Interlocked.Increment(ref asked);
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (answered < ticket)
                await AskAsync(cancellationToken);
            return fault is null ? current : throw new BufferUnavailableException(fault.Message, fault);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>
    /// Reads the database with the overlay laid over it. Where nothing happens at the site, the read is tried with the last picture while the
    /// buffer is asked. If that proves to be the present one, it was when the read began, and so before the database was read; else the read is
    /// done again.
    /// </summary>
    /// <exception cref="BufferUnavailableException">The buffer cannot be reached, and the read must see it.</exception>
    public async Task<TFound> ReadAsync<TFound>(
        Consistency consistency, Func<OverlaySnapshot, Task<TFound>> read, CancellationToken cancellationToken)
    {
        if (consistency == Consistency.Replica)
            return await read(OverlaySnapshot.Empty);

        var (assumed, isTried) = (current, isQuiet);
        var answer = GetCurrentAsync(cancellationToken);
        var attempt = isTried ? read(assumed) : null;
        var overlay = await answer;
        return await (attempt is not null && overlay == assumed ? attempt : read(overlay));
    }

    /// <summary>A failure is an answer too: those who wait for a buffer that is unavailable do not each wait for it in turn.</summary>
    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var covered = Volatile.Read(ref asked);
        try
        {
            long? goal = null;
            do
            {
                var update = await feed.ReadAsync(current.Version, cancellationToken);
                isQuiet = !update.IsSnapshot && update.Events.Count == 0 && update.Version == current.Version;
                if (!isQuiet)
                    current = (update.IsSnapshot ? OverlaySnapshot.Empty : current).With(update.Events, update.Version);
                goal = update.IsSnapshot ? update.Newest : goal ?? update.Newest;
            }
            while (current.Version!.Number < goal);

            fault = null;
            Answers++;
        }
        catch (BufferUnavailableException exception)
        {
            fault = exception;
        }

        answered = covered;
    }

    public void Dispose() => gate.Dispose();
}

public enum Consistency
{
    /// <summary>Sees every write that this site has answered.</summary>
    Site,

    /// <summary>Sees what the local database shows and no more; may go back in time.</summary>
    Replica,
}
