using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Transactions;

/// <summary>Which parked transactions go along when failed ones leave: those that nothing before them holds back any more.</summary>
internal static class FailedChain
{
    /// <param name="transactions">All transactions of the overlay.</param>
    /// <param name="leaving">The failed ones that leave.</param>
    /// <returns>The failed ones and those that go along, in the order of their sequences.</returns>
    public static IReadOnlyList<OverlayTransaction> Of(IEnumerable<OverlayTransaction> transactions, IReadOnlySet<Guid> leaving)
    {
        var chain = new List<OverlayTransaction>();
        var heldBack = new HashSet<string>();
        foreach (var transaction in transactions
            .Where(each => each.State is TransactionState.Failed or TransactionState.Parked)
            .OrderBy(each => each.Sequence))
        {
            var entities = transaction.ReadEntities();
            var goes = transaction.State == TransactionState.Failed
                ? leaving.Contains(transaction.Id)
                : !heldBack.Overlaps(entities);
            if (goes)
                chain.Add(transaction);
            else
                heldBack.UnionWith(entities);
        }

        return chain;
    }
}
