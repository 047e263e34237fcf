using CcatOps.Domain.Sky.Geometry;

namespace CcatOps.Domain.Sky.Coordinates;

/// <summary>All places within an angle of a centre.</summary>
/// <param name="Centre">The centre.</param>
/// <param name="RadiusDeg">The angle, 0 to 180 degrees.</param>
public readonly record struct SkyCone(SkyPosition Centre, double RadiusDeg)
{
    /// <summary>Far more than the rounding of a separation, far less than the accuracy of a position.</summary>
    private const double Rounding = 1e-9;

    /// <summary>Whether a place is in the cone, its edge included.</summary>
    public bool Contains(SkyPosition position) => Centre.SeparationDeg(position) <= RadiusDeg + Rounding;

    /// <summary>
    /// Returns boxes that together hold every place of the cone, and others: one, or two where the cone crosses right ascension 0.
    /// A search reads the boxes by an index and keeps what <see cref="Contains"/> accepts.
    /// </summary>
    public IReadOnlyList<SkyBox> Boxes()
    {
        var radius = RadiusDeg + (2 * Rounding);
        var south = Math.Max(Centre.DecDeg - radius, -90);
        var north = Math.Min(Centre.DecDeg + radius, 90);
        if (south <= -90 || north >= 90)
            return [new(0, 360, south, north)];

        // The meridians that touch the circle; it does not reach a pole, so the sine is less than 1.
        var width = double.RadiansToDegrees(Math.Asin(Math.Min(Degrees.Sin(radius) / Degrees.Cos(Centre.DecDeg), 1))) + (2 * Rounding);
        var (west, east) = (Centre.RaDeg - width, Centre.RaDeg + width);
        return (west, east) switch
        {
            ( < 0, _) => [new(0, east, south, north), new(west + 360, 360, south, north)],
            (_, >= 360) => [new(0, east - 360, south, north), new(west, 360, south, north)],
            _ => [new(west, east, south, north)],
        };
    }
}
