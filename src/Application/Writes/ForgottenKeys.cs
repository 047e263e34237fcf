using CcatOps.Application.Errors;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Writes;

/// <summary>
/// Finds the transaction that a write repeats after the buffer has forgotten its key: the local database shows its marker. A database that
/// does not answer delays no write for long: the marker at main still keeps a repetition from a second effect.
/// </summary>
public sealed class ForgottenKeys(IMarkerKeys markers, IShownTransactions shown, TimeProvider time)
{
    /// <summary>How long a write waits for the lookup.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.5);

    /// <summary>How long no lookup is made after one had no answer.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private long pausedUntil;

    /// <returns>The earlier transaction; null where the database shows none or does not answer in time.</returns>
    /// <exception cref="LocalDatabaseUnavailableException">It shows one, and cannot be asked what it wrote.</exception>
    public async Task<Transaction?> FindAsync(Transaction repetition, CancellationToken cancellationToken) =>
        !repetition.Claims.IsEmpty
        && Claims.MarkerKey(repetition) is { } key
        && await FindIdAsync(new(repetition.Principal, key), cancellationToken) is { } id
            ? await shown.FindAsync(id, repetition, cancellationToken)
            : null;

    private async Task<Guid?> FindIdAsync(MarkerKey key, CancellationToken cancellationToken)
    {
        if (time.GetTimestamp() < Volatile.Read(ref pausedUntil))
            return null;
        try
        {
            return await markers.FindAsync(key, cancellationToken).WaitAsync(Patience, time, cancellationToken);
        }
        catch (Exception exception) when (exception is LocalDatabaseUnavailableException or TimeoutException)
        {
            Volatile.Write(ref pausedUntil, time.GetTimestamp() + (long)(Pause.TotalSeconds * time.TimestampFrequency));
            return null;
        }
    }
}
