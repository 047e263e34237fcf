using CcatOps.Application.Errors;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Transactions;

/// <summary>
/// Wakes requests that wait for transactions when the events of the buffer report a change. All requests of a process share one look at the
/// events, and nobody looks while nobody waits.
/// </summary>
public sealed class TransactionWaits(OverlayMirror mirror, TimeProvider time)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a wait trusts the events alone.</summary>
    private static readonly TimeSpan LongestTrust = TimeSpan.FromSeconds(5);

    /// <summary>How long a wait trusts them for a transaction that they do not know.</summary>
    private static readonly TimeSpan LongestUnseen = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<OverlaySnapshot?>? look;

    /// <summary>Returns the state that the events report now; null: they do not know the transaction, or are unavailable.</summary>
    public async Task<TransactionState?> SeeAsync(Guid id, CancellationToken cancellationToken) =>
        (await CurrentAsync().WaitAsync(cancellationToken))?.StateOf(id);

    /// <summary>Ends when the events report another state than <paramref name="seen"/>, or after a bound.</summary>
    /// <returns>The state that they report then.</returns>
    public async Task<TransactionState?> ChangeAsync(Guid id, TransactionState? seen, TimeSpan within, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var bound = seen is null ? LongestUnseen : LongestTrust;
        bound = bound < within ? bound : within;
        while (time.GetElapsedTime(started) < bound)
        {
            if (await NextLook().WaitAsync(cancellationToken) is { } overlay && overlay.StateOf(id) is var state && state != seen)
                return state;
        }

        return seen;
    }

    private Task<OverlaySnapshot?> NextLook()
    {
        lock (gate)
            return look is { IsCompleted: false } ? look : look = LookAsync();
    }

    private async Task<OverlaySnapshot?> LookAsync()
    {
        await Task.Delay(LookInterval, time);
        return await CurrentAsync();
    }

    private async Task<OverlaySnapshot?> CurrentAsync()
    {
        try
        {
            return await mirror.GetCurrentAsync(CancellationToken.None);
        }
        catch (BufferUnavailableException)
        {
            return null;
        }
    }
}
