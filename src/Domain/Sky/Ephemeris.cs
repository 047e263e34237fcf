using CcatOps.Domain.Sky.Coordinates;
using CcatOps.Domain.Sky.Geometry;

namespace CcatOps.Domain.Sky;

/// <summary>Positions of the bodies of the solar system, as seen from the centre of the Earth.</summary>
internal static class Ephemeris
{
    private const double LightDaysPerAu = 0.0057755183;

    /// <summary>The place in the ICRS in astronomical units, with light time and without aberration.</summary>
    public static Vector Geocentric(SolarSystemBody body, SkyTime time, EarthOrientation earth)
    {
        if (body is SolarSystemBody.Moon)
        {
            var moon = earth.ToEclipticOfDate.Inverse * Moon.EclipticOfDate(time.Centuries);
            // The Moon moves with the Earth, so aberration, which is added later, does not apply to it.
            return moon - (earth.Velocity * moon.Length);
        }

        var observer = Planets.Earth(time.Centuries);
        var place = Place(body, time.Centuries) - observer;
        var lightTime = place.Length * LightDaysPerAu / SkyTime.DaysPerCentury;
        return SkyFrames.ToEcliptic.Inverse * (Place(body, time.Centuries - lightTime) - observer);
    }

    private static Vector Place(SolarSystemBody body, double centuries) =>
        body is SolarSystemBody.Sun ? default : Planets.Heliocentric(body, centuries);
}
