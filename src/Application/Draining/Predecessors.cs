using CcatOps.Domain.Writes;

namespace CcatOps.Application.Draining;

/// <summary>Which groups have to be at main before another may be applied, so that no transaction overtakes an earlier one of its entities.</summary>
public static class Predecessors
{
    /// <returns>
    /// For each group the places of the latest groups before it that share an entity with it. Those before them stand behind them in turn.
    /// </returns>
    public static IReadOnlyList<IReadOnlyCollection<int>> Of(IReadOnlyList<IReadOnlyList<BufferedTransaction>> groups)
    {
        var latest = new Dictionary<string, int>();
        var predecessors = new IReadOnlyCollection<int>[groups.Count];
        foreach (var (place, group) in groups.Index())
        {
            var entities = group.SelectMany(entry => entry.Transaction.Entities).Distinct().ToArray();
            predecessors[place] = entities.Where(latest.ContainsKey).Select(entity => latest[entity]).ToHashSet();
            foreach (var entity in entities)
                latest[entity] = place;
        }

        return predecessors;
    }
}
