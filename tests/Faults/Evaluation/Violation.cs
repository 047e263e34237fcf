namespace CcatOps.Faults.Evaluation;

/// <summary>Something that may not be, in words, with the ids that it is about.</summary>
internal sealed record Violation(ViolationKind Kind, string Text)
{
    public override string ToString() => $"{Kind}: {Text}";
}
