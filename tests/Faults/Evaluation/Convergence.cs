namespace CcatOps.Faults.Evaluation;

/// <summary>The replica has the rows of main, and no others.</summary>
internal static class Convergence
{
    public static IEnumerable<Violation> Find(IReadOnlyList<string> main, IReadOnlyList<string> replica) =>
    [
        .. main.Except(replica).Select(row => new Violation(ViolationKind.ReplicaDiffers, $"only at main: {row}")),
        .. replica.Except(main).Select(row => new Violation(ViolationKind.ReplicaDiffers, $"only at the replica: {row}")),
    ];
}
