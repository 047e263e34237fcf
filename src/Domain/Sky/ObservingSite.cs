using CcatOps.Domain.Sky.Geometry;

namespace CcatOps.Domain.Sky;

/// <summary>The location of a telescope (WGS 84).</summary>
/// <param name="LatitudeDeg">-90 to 90 degrees.</param>
/// <param name="LongitudeDeg">-180 to 180 degrees, east positive.</param>
/// <param name="HeightMetres">Above the ellipsoid.</param>
public sealed record ObservingSite(double LatitudeDeg, double LongitudeDeg, double HeightMetres)
{
    private const double EquatorMetres = 6378137;
    private const double Flattening = 1 / 298.257223563;
    private const double AstronomicalUnitMetres = 149597870700;

    /// <summary>The place from the centre of the Earth in astronomical units: X in the plane of the site's meridian, Z to the north pole.</summary>
    internal Vector Geocentric
    {
        get
        {
            var (sine, cosine) = (Degrees.Sin(LatitudeDeg), Degrees.Cos(LatitudeDeg));
            var shrink = (1 - Flattening) * (1 - Flattening);
            var curvature = EquatorMetres / Math.Sqrt((cosine * cosine) + (shrink * sine * sine));
            return new Vector((curvature + HeightMetres) * cosine, 0, ((curvature * shrink) + HeightMetres) * sine) * (1 / AstronomicalUnitMetres);
        }
    }
}
