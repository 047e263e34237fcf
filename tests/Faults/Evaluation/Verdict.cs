namespace CcatOps.Faults.Evaluation;

/// <summary>The result of an evaluation.</summary>
internal sealed record Verdict(int Accepted, IReadOnlyList<Violation> Violations)
{
    public bool IsClean => Violations.Count == 0;

    public int Count(params IReadOnlyList<ViolationKind> kinds) => Violations.Count(violation => kinds.Contains(violation.Kind));

    /// <summary>The first of them in full; a fault that hits one usually hits many.</summary>
    public override string ToString() => IsClean
        ? $"{Accepted} writes accepted, nothing amiss"
        : $"{Accepted} writes accepted, {Violations.Count} violations:\n"
            + string.Join('\n', Violations.GroupBy(violation => violation.Kind).SelectMany(group => group.Take(10)));
}
