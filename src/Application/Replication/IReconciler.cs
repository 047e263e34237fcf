using CcatOps.Application.Errors;

namespace CcatOps.Application.Replication;

/// <summary>The comparison of this site's journal with main.</summary>
public interface IReconciler
{
    /// <exception cref="MainDatabaseUnavailableException">Main cannot be asked; nothing was changed.</exception>
    /// <exception cref="BufferUnavailableException">The buffer is unavailable.</exception>
    /// <exception cref="ConflictException">This site keeps no journal.</exception>
    Task<Reconciliation> ReconcileAsync(bool dryRun, CancellationToken cancellationToken);
}

/// <param name="Checked">Transactions in the journal.</param>
/// <param name="Missing">Those that were applied, or are unknown to the buffer, and that main does not have.</param>
/// <param name="Restored">Those that were put back into the buffer.</param>
/// <param name="DryRun">Whether it only counted.</param>
public sealed record Reconciliation(long Checked, long Missing, long Restored, bool DryRun);
