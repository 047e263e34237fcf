using CcatOps.Domain.Sky.Geometry;

namespace CcatOps.Domain.Sky.Coordinates;

/// <summary>A place on the sky in the ICRS.</summary>
/// <param name="RaDeg">Right ascension in degrees, 0 to 360.</param>
/// <param name="DecDeg">Declination in degrees, -90 to 90.</param>
public readonly record struct SkyPosition(double RaDeg, double DecDeg)
{
    internal Vector Direction => Vector.At(RaDeg, DecDeg);

    /// <summary>The angle between two places: 0 to 180 degrees.</summary>
    public double SeparationDeg(SkyPosition other) => Direction.AngleDeg(other.Direction);
}
