namespace CcatOps.Domain.Sky.Visibility;

/// <summary>Why a target cannot be observed.</summary>
public enum VisibilityReason
{
    BelowHorizon,

    /// <summary>Above the horizon, and below the lowest elevation.</summary>
    BelowElMin,
    AboveElMax,
    SunTooClose,

    /// <summary>It does not reach the lowest elevation within a sidereal day.</summary>
    NeverRises,

    /// <summary>It is within the limits, and leaves them too soon.</summary>
    WindowTooShort,
}
