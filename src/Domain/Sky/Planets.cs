using CcatOps.Domain.Sky.Geometry;

namespace CcatOps.Domain.Sky;

/// <summary>Heliocentric positions of the planets, in astronomical units, for the ecliptic and equinox of J2000.</summary>
internal static class Planets
{
    /// <summary>The centre of the Earth moves around the barycentre with the Moon; the Moon's mean longitude is accurate enough.</summary>
    public static Vector Earth(double centuries)
    {
        const double distanceToBarycentre = 4671 / 149597870.7;
        return Place(PlanetElements.Earth, centuries) - (Vector.At(218.3164 + (481267.8812 * centuries), 0) * distanceToBarycentre);
    }

    public static Vector Heliocentric(SolarSystemBody planet, double centuries)
    {
        var elements = planet switch
        {
            SolarSystemBody.Mercury => PlanetElements.Mercury,
            SolarSystemBody.Venus => PlanetElements.Venus,
            SolarSystemBody.Mars => PlanetElements.Mars,
            SolarSystemBody.Jupiter => PlanetElements.Jupiter,
            SolarSystemBody.Saturn => PlanetElements.Saturn,
            SolarSystemBody.Uranus => PlanetElements.Uranus,
            SolarSystemBody.Neptune => PlanetElements.Neptune,
            _ => throw new ArgumentOutOfRangeException(nameof(planet)),
        };
        return Place(elements, centuries);
    }

    private static Vector Place(PlanetElements elements, double centuries)
    {
        var t = centuries / 10;
        // The basic argument of all disturbances in degrees.
        var basic = double.RadiansToDegrees(0.3595362 * t);
        var axis = Degrees.Polynomial(t, elements.SemiMajorAxis)
            + (1e-7 * Disturbance(t, basic, elements.AxisMultiples, elements.AxisCosines, elements.AxisSines));
        var longitude = Angle(t, elements.MeanLongitude)
            + double.RadiansToDegrees(1e-7 * Disturbance(t, basic, elements.LongitudeMultiples, elements.LongitudeCosines, elements.LongitudeSines));
        var eccentricity = Degrees.Polynomial(t, elements.Eccentricity);
        var perihelion = Angle(t, elements.Perihelion);

        var anomaly = EccentricAnomalyDeg(longitude - perihelion, eccentricity);
        var inOrbit = new Vector(
            axis * (Degrees.Cos(anomaly) - eccentricity), axis * Math.Sqrt(1 - (eccentricity * eccentricity)) * Degrees.Sin(anomaly), 0);
        var node = Angle(t, elements.Node);
        var toOrbit = Rotation.AboutZ(perihelion - node) * Rotation.AboutX(Angle(t, elements.Inclination)) * Rotation.AboutZ(node);
        return toOrbit.Inverse * inOrbit;
    }

    private static double Angle(double t, double[] coefficients) =>
        coefficients[0] + (Degrees.Polynomial(t, 0, coefficients[1], coefficients[2]) * Degrees.PerArcsecond);

    private static double Disturbance(double t, double basic, double[] multiples, double[] cosines, double[] sines)
    {
        const int constantTerms = 8;
        var sum = 0.0;
        for (var index = 0; index < multiples.Length; index++)
        {
            var argument = multiples[index] * basic;
            sum += ((cosines[index] * Degrees.Cos(argument)) + (sines[index] * Degrees.Sin(argument))) * (index < constantTerms ? 1 : t);
        }

        return sum;
    }

    /// <summary>Solves Kepler's equation. Five steps of Newton's method are exact to a double's precision for the planets.</summary>
    private static double EccentricAnomalyDeg(double meanAnomalyDeg, double eccentricity)
    {
        var mean = double.DegreesToRadians(Degrees.Normalize(meanAnomalyDeg));
        var anomaly = mean + (eccentricity * Math.Sin(mean));
        for (var step = 0; step < 5; step++)
            anomaly += (mean - anomaly + (eccentricity * Math.Sin(anomaly))) / (1 - (eccentricity * Math.Cos(anomaly)));
        return double.RadiansToDegrees(anomaly);
    }
}
