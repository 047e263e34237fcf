namespace CcatOps.Faults.Evaluation;

/// <summary>accepted = buffered + applied + failed + parked + discarded, disjoint.</summary>
internal static class Conservation
{
    public static IEnumerable<Violation> Find(Facts facts)
    {
        var applied = facts.Main.Markers.Select(marker => marker.Transaction).ToHashSet();
        var (buffered, failed, parked) = (facts.Buffer.Buffered.ToHashSet(), facts.Buffer.Failed.ToHashSet(), facts.Buffer.Parked.ToHashSet());
        foreach (var write in facts.Accepted)
        {
            string[] places =
            [
                .. Named("buffered", buffered.Contains(write.Transaction)),
                .. Named("applied", applied.Contains(write.Transaction)),
                .. Named("failed", failed.Contains(write.Transaction)),
                .. Named("parked", parked.Contains(write.Transaction)),
                .. Named("discarded", facts.Buffer.States.GetValueOrDefault(write.Transaction) == "discarded"),
            ];
            if (places.Length == 0)
                yield return new(ViolationKind.Lost, $"{write.Kind} {write.Key}, transaction {write.Transaction}, is nowhere");
            if (places.Length > 1)
                yield return new(ViolationKind.Twice, $"{write.Kind} {write.Key}, transaction {write.Transaction}, is {string.Join(" and ", places)}");
        }

        foreach (var id in Repeated(facts.Buffer.Buffered).Concat(Repeated(facts.Accepted.Select(write => write.Transaction))))
            yield return new(ViolationKind.Twice, $"transaction {id} stands twice in the queue, or for two keys");
    }

    private static string[] Named(string place, bool isThere) => isThere ? [place] : [];

    private static IEnumerable<Guid> Repeated(IEnumerable<Guid> ids) => ids.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key);
}
