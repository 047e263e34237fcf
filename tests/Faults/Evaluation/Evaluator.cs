namespace CcatOps.Faults.Evaluation;

/// <summary>All rules together, over facts at rest.</summary>
internal static class Evaluator
{
    public static IReadOnlyList<Violation> Find(Facts facts) =>
        [.. Conservation.Find(facts), .. Effects.Find(facts), .. EntityOrder.Find(facts), .. Failures.Find(facts)];
}
