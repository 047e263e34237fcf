namespace CcatOps.Domain.Sky.Visibility;

/// <summary>The limits of a telescope's pointing. The defaults are those of FYST.</summary>
/// <param name="MinElevationDeg">The lowest elevation, inclusive.</param>
/// <param name="MaxElevationDeg">The highest elevation, inclusive.</param>
/// <param name="SunAvoidanceDeg">The least angle to the Sun, whether it has risen or not; 0 for no limit.</param>
public sealed record VisibilityLimits(double MinElevationDeg = 20, double MaxElevationDeg = 90, double SunAvoidanceDeg = 45);
