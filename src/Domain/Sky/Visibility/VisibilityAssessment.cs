namespace CcatOps.Domain.Sky.Visibility;

/// <summary>Whether a target can be observed at a time, and when it can be from then on.</summary>
public sealed record VisibilityAssessment
{
    public required HorizontalPosition Position { get; init; }

    /// <summary>0 to 180 degrees.</summary>
    public required double SunSeparationDeg { get; init; }

    public required bool SunClear { get; init; }

    /// <summary>Empty if and only if the target is observable.</summary>
    public required IReadOnlyList<VisibilityReason> Reasons { get; init; }

    /// <summary>In the order of time, and disjoint.</summary>
    public required IReadOnlyList<VisibilityWindow> Windows { get; init; }

    /// <summary>Whether the place is that of a body nearby.</summary>
    public required bool PositionApproximate { get; init; }

    public bool Observable => Reasons.Count == 0;
}
