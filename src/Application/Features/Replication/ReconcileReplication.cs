using CcatOps.Application.Audit;
using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Audit;
using MediatR;

namespace CcatOps.Application.Features.Replication;

/// <summary>
/// Compares this site's journal with the markers at main, and puts back into the buffer, in order, what main had applied and has
/// lost: it was restored from a backup.
/// </summary>
public sealed record ReconcileReplication : IRequest<Reconciliation>
{
    /// <summary>Whether to count only.</summary>
    public bool DryRun { get; init; }
}

/// <param name="Checked">Transactions in the journal.</param>
/// <param name="Missing">Those that were applied, or are unknown to the buffer, and that main does not have.</param>
/// <param name="Restored">Those that were put back into the buffer.</param>
/// <param name="DryRun">Whether it only counted.</param>
public sealed record Reconciliation(long Checked, long Missing, long Restored, bool DryRun);

/// <summary>The comparison of this site's journal with main.</summary>
public interface IReconciler
{
    /// <exception cref="MainDatabaseUnavailableException">Main cannot be asked; nothing was changed.</exception>
    /// <exception cref="BufferUnavailableException">The buffer is unavailable.</exception>
    /// <exception cref="ConflictException">This site keeps no journal.</exception>
    Task<Reconciliation> ReconcileAsync(bool dryRun, CancellationToken cancellationToken);
}

internal sealed class ReconcileReplicationHandler(
    IReconciler reconciler, ITransactionBuffer buffer, AuditTransactions audits, DecisionRoom room)
    : IRequestHandler<ReconcileReplication, Reconciliation>
{
    public async Task<Reconciliation> Handle(ReconcileReplication request, CancellationToken cancellationToken)
    {
        if (!request.DryRun)
            await room.EnsureAsync(cancellationToken);
        var found = await reconciler.ReconcileAsync(request.DryRun, cancellationToken);
        if (!request.DryRun)
            await buffer.AcceptAsync(audits.Of(AuditAction.Reconcile, about: null, reason: null, found), int.MaxValue, cancellationToken);
        return found;
    }
}
