using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Draining;

/// <summary>
/// Parts of a batch that share no entity, so that each can be applied or refused whatever becomes of the others. What belongs together and is
/// more than a group may hold becomes several that stand one behind the other.
/// </summary>
internal static class EntityGroups
{
    /// <returns>Groups in the order of their first transactions; within each the order of the batch.</returns>
    public static IReadOnlyList<IReadOnlyList<BufferedTransaction>> Of(IReadOnlyList<BufferedTransaction> batch, GroupSize size)
    {
        if (batch.Count <= size.Count)
            return batch.Count == 0 ? [] : [batch];

        var groups = new List<IReadOnlyList<BufferedTransaction>>();
        var places = new List<int>();
        foreach (var related in Related(batch).SelectMany(related => related.Chunk(size.Count)))
        {
            if (places.Count > 0 && places.Count + related.Length > size.Count)
                Close();
            places.AddRange(related);
        }

        Close();
        return groups;

        void Close()
        {
            places.Sort();
            groups.Add([.. places.Select(place => batch[place])]);
            places.Clear();
        }
    }

    /// <summary>The places of those that share an entity, directly or by way of others.</summary>
    private static IEnumerable<List<int>> Related(IReadOnlyList<BufferedTransaction> batch)
    {
        var earlier = Enumerable.Range(0, batch.Count).ToArray();
        var newest = new Dictionary<string, int>();
        for (var place = 0; place < batch.Count; place++)
        {
            foreach (var entity in batch[place].Transaction.Entities)
            {
                if (newest.TryGetValue(entity, out var other))
                    earlier[First(place)] = First(other);
                newest[entity] = place;
            }
        }

        return Enumerable.Range(0, batch.Count).GroupBy(First).Select(related => related.ToList());

        int First(int place)
        {
            while (earlier[place] != place)
                place = earlier[place] = earlier[earlier[place]];
            return place;
        }
    }
}
