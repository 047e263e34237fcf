using CcatOps.Application.Audit;
using CcatOps.Application.Replication;
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
