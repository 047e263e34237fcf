using CcatOps.Domain.Sky.Coordinates;
using CcatOps.Domain.Sky.Geometry;

namespace CcatOps.Domain.Sky;

/// <summary>The orientation of the Earth at a time, and its motion around the Sun.</summary>
internal sealed class EarthOrientation
{
    public EarthOrientation(SkyTime time)
    {
        var t = time.Centuries;
        var (longitude, obliquity) = Nutation(t);
        // Precession by the four angles of Fukushima and Williams: Capitaine and Wallace, Astron. Astrophys. 450, 855 (2006).
        var gamma = Degrees.Polynomial(t, -0.052928, 10.556378, 0.4932044, -0.00031238) * Degrees.PerArcsecond;
        var phi = Degrees.Polynomial(t, 84381.412819, -46.811016, 0.0511268, 0.00053289) * Degrees.PerArcsecond;
        var psi = Degrees.Polynomial(t, -0.041775, 5038.481484, 1.5584175, -0.00018522) * Degrees.PerArcsecond;
        var epsilon = Degrees.Polynomial(t, 84381.406, -46.836769, -0.0001831, 0.0020034) * Degrees.PerArcsecond;
        var toNode = Rotation.AboutX(phi) * Rotation.AboutZ(gamma);
        ToEclipticOfDate = Rotation.AboutZ(-psi) * toNode;
        ToEquatorOfDate = Rotation.AboutX(-epsilon - obliquity) * Rotation.AboutZ(-psi - longitude) * toNode;
        SiderealTimeDeg = Degrees.Normalize(RotationAngleDeg(time.Days)
            + (Degrees.Polynomial(t, 0.014506, 4612.156534, 1.3915817) * Degrees.PerArcsecond)
            + (longitude * Degrees.Cos(epsilon)));
        Velocity = SkyFrames.ToEcliptic.Inverse * EclipticVelocity(t);
    }

    /// <summary>From the ICRS to the mean ecliptic and equinox of date.</summary>
    public Rotation ToEclipticOfDate { get; }

    /// <summary>From the ICRS to the true equator and equinox of date.</summary>
    public Rotation ToEquatorOfDate { get; }

    /// <summary>Apparent sidereal time at Greenwich.</summary>
    public double SiderealTimeDeg { get; }

    /// <summary>The velocity of the Earth in the ICRS as a fraction of the speed of light.</summary>
    public Vector Velocity { get; }

    /// <summary>
    /// The largest terms of the series IAU 2000B (McCarthy and Luzum, Cel. Mech. Dyn. Astron. 85, 37, 2003); the others seldom exceed 0.1 arcseconds together.
    /// </summary>
    private static (double LongitudeDeg, double ObliquityDeg) Nutation(double t)
    {
        var node = 125.04455501 - (1934.1361849 * t);
        var sun = 2 * (280.4664472 + (36000.7697489 * t));
        var moon = 2 * (218.3164477 + (481267.8812342 * t));
        var anomaly = 357.5291092 + (35999.0502909 * t);
        return (
            ((-17.2064 * Degrees.Sin(node)) - (1.3171 * Degrees.Sin(sun)) - (0.2276 * Degrees.Sin(moon))
                + (0.2075 * Degrees.Sin(2 * node)) + (0.1476 * Degrees.Sin(anomaly))) * Degrees.PerArcsecond,
            ((9.2052 * Degrees.Cos(node)) + (0.5730 * Degrees.Cos(sun)) + (0.0978 * Degrees.Cos(moon))
                - (0.0897 * Degrees.Cos(2 * node)) + (0.0074 * Degrees.Cos(anomaly))) * Degrees.PerArcsecond);
    }

    /// <summary>The Earth rotation angle: IERS Conventions (2010), equation 5.15.</summary>
    private static double RotationAngleDeg(double days) => 360 * ((days % 1) + 0.779057273264 + (0.00273781191135448 * days));

    /// <summary>The motion on the elliptic orbit: Meeus, Astronomical Algorithms (1998), chapter 23.</summary>
    private static Vector EclipticVelocity(double t)
    {
        const double constantOfAberration = 20.49552 / 206264.806;
        const double eccentricity = 0.0167;
        const double perihelion = 102.937;
        var anomaly = 357.52911 + (35999.05029 * t);
        var sun = 280.46646 + (35999.37245 * t) + (1.9146 * Degrees.Sin(anomaly)) + (0.02 * Degrees.Sin(2 * anomaly));
        return new Vector(
            Degrees.Sin(sun) - (eccentricity * Degrees.Sin(perihelion)),
            (eccentricity * Degrees.Cos(perihelion)) - Degrees.Cos(sun),
            0) * constantOfAberration;
    }
}
