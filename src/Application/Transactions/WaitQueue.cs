using System.Collections.Immutable;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Transactions;

/// <summary>The order of waiting transactions at one moment.</summary>
internal sealed class WaitQueue
{
    private readonly long[] waiting;
    private readonly (OverlayTransaction Transaction, ImmutableArray<string> Entities)[] held;

    public WaitQueue(IEnumerable<OverlayTransaction> transactions)
    {
        var all = transactions.ToArray();
        waiting = [.. all.Where(each => each.State is TransactionState.Buffered or TransactionState.Applying).Select(each => each.Sequence).Order()];
        held =
        [
            .. all.Where(each => each.State is TransactionState.Failed or TransactionState.Parked)
                .OrderByDescending(each => each.Sequence).Select(each => (each, each.ReadEntities())),
        ];
    }

    public int CountBefore(long sequence)
    {
        var place = Array.BinarySearch(waiting, sequence);
        return place >= 0 ? place : ~place;
    }

    /// <summary>The failed transaction that a parked one waits behind, directly or by way of other parked ones.</summary>
    public FailedPredecessor? FindPredecessor(TransactionRecord parked)
    {
        var entities = parked.Entities.ToHashSet();
        (OverlayTransaction Transaction, ImmutableArray<string> Entities)? found = null;
        foreach (var earlier in held.Where(each => each.Transaction.Sequence < parked.Sequence && entities.Overlaps(each.Entities)))
        {
            if (earlier.Transaction.State == TransactionState.Failed)
                found = earlier;
            else
                entities.UnionWith(earlier.Entities);
        }

        return found is not { } failed
            ? null
            : new FailedPredecessor(failed.Transaction.Id, failed.Entities.FirstOrDefault(parked.Entities.Contains), Since: null);
    }
}
