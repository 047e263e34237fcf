namespace CcatOps.Faults.Evaluation;

/// <summary>Failed and parked is what was sent to fail, and what follows it; nothing else.</summary>
internal static class Failures
{
    public static IEnumerable<Violation> Find(Facts facts)
    {
        var provoked = facts.Accepted.Where(write => write.IsProvoked).Select(write => write.Transaction).ToHashSet();
        foreach (var id in facts.Buffer.Failed.Concat(facts.Buffer.Parked).Where(id => !provoked.Contains(id)))
        {
            var write = facts.Accepted.FirstOrDefault(write => write.Transaction == id);
            if (write is not null)
                yield return new(ViolationKind.FalseFailure, $"{write.Kind} {write.Key}, transaction {id}, failed or is parked, and nothing was wrong with it");
        }
    }
}
