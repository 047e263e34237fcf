using CcatOps.Application.Errors;
using CcatOps.Application.Replication;

namespace CcatOps.Infrastructure.Recovery;

/// <summary>A site without a journal has nothing to compare.</summary>
internal sealed class NoJournal : IReconciler
{
    public Task<Reconciliation> ReconcileAsync(bool dryRun, CancellationToken cancellationToken) =>
        throw new ConflictException("This site keeps no journal that could be compared with main; see JOURNAL_PATH.");
}
