using CcatOps.Domain.Sky.Geometry;

namespace CcatOps.Domain.Sky;

/// <summary>The direction of a target as seen from a site, without refraction.</summary>
/// <param name="AzimuthDeg">0 to 360 degrees from north through east.</param>
/// <param name="ElevationDeg">-90 to 90 degrees.</param>
public readonly record struct HorizontalPosition(double AzimuthDeg, double ElevationDeg)
{
    internal Vector Direction => Vector.At(AzimuthDeg, ElevationDeg);

    /// <summary>The angle between two directions: 0 to 180 degrees.</summary>
    public double SeparationDeg(HorizontalPosition other) => Direction.AngleDeg(other.Direction);
}
