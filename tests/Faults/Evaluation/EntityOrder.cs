namespace CcatOps.Faults.Evaluation;

/// <summary>Checks for each execution that the write answered first has the lower sequence, was applied first, and is not missing before a later one.</summary>
internal static class EntityOrder
{
    public static IEnumerable<Violation> Find(Facts facts)
    {
        var markers = facts.Main.Markers.GroupBy(marker => marker.Transaction).ToDictionary(group => group.Key, group => group.First());
        var histories = facts.Accepted
            .SelectMany(write => write.Executions.Select(execution => (Execution: execution, Write: write)))
            .GroupBy(pair => pair.Execution, pair => pair.Write);
        foreach (var history in histories)
        {
            var writes = history.OrderBy(write => write.Ordinal).ToArray();
            foreach (var (earlier, later) in writes.Zip(writes.Skip(1)))
            {
                if (!markers.TryGetValue(later.Transaction, out var last))
                    continue;
                if (!markers.TryGetValue(earlier.Transaction, out var first))
                    yield return new(ViolationKind.OutOfOrder, $"execution {history.Key}: {later.Key} was applied, {earlier.Key} before it was not");
                else if (last.Sequence <= first.Sequence || last.DatabaseTransaction < first.DatabaseTransaction)
                    yield return new(ViolationKind.OutOfOrder, $"execution {history.Key}: {later.Key} ({last}) was applied before {earlier.Key} ({first})");
            }
        }
    }
}
