using CcatOps.Application.FaultInjection;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Draining;

internal static class EntityOrder
{
    /// <summary>
    /// Leaves out what shares an entity with something that is held back. What is left out holds back its own entities in
    /// turn, so that no later transaction overtakes it.
    /// </summary>
    public static IReadOnlyList<BufferedTransaction> WithoutHeldBack(IReadOnlyList<BufferedTransaction> batch, HashSet<string> heldBack)
    {
        if (heldBack.Count == 0 || Mutants.IsActive(Mutant.NoHoldBack))
            return batch;

        var allowed = new List<BufferedTransaction>(batch.Count);
        foreach (var entry in batch)
        {
            if (heldBack.Overlaps(entry.Transaction.Entities))
                heldBack.UnionWith(entry.Transaction.Entities);
            else
                allowed.Add(entry);
        }

        return allowed;
    }
}
