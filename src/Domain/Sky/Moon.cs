using CcatOps.Domain.Sky.Geometry;

namespace CcatOps.Domain.Sky;

/// <summary>
/// The Moon: Chapront's ELP as abridged in Meeus, Astronomical Algorithms (1998), chapter 47, terms of at least 3.6 arcseconds.
/// Coefficients as in ERFA, <c>eraMoon98</c>.
/// </summary>
internal static class Moon
{
    private const double AstronomicalUnitKilometres = 149597870.7;

    /// <summary>Longitude in degrees (sines) and distance in kilometres (cosines).</summary>
    private static readonly (int D, int M, int Moon, int F, double Longitude, double Distance)[] LongitudeTerms =
    [
        (0, 0, 1, 0, 6.288774, -20905.355), (2, 0, -1, 0, 1.274027, -3699.111), (2, 0, 0, 0, 0.658314, -2955.968),
        (0, 0, 2, 0, 0.213618, -569.925), (0, 1, 0, 0, -0.185116, 48.888), (0, 0, 0, 2, -0.114332, -3.149),
        (2, 0, -2, 0, 0.058793, 246.158), (2, -1, -1, 0, 0.057066, -152.138), (2, 0, 1, 0, 0.053322, -170.733),
        (2, -1, 0, 0, 0.045758, -204.586), (0, 1, -1, 0, -0.040923, -129.62), (1, 0, 0, 0, -0.034720, 108.743),
        (0, 1, 1, 0, -0.030383, 104.755), (2, 0, 0, -2, 0.015327, 10.321), (0, 0, 1, 2, -0.012528, 0),
        (0, 0, 1, -2, 0.010980, 79.661), (4, 0, -1, 0, 0.010675, -34.782), (0, 0, 3, 0, 0.010034, -23.21),
        (4, 0, -2, 0, 0.008548, -21.636), (2, 1, -1, 0, -0.007888, 24.208), (2, 1, 0, 0, -0.006766, 30.824),
        (1, 0, -1, 0, -0.005163, -8.379), (1, 1, 0, 0, 0.004987, -16.675), (2, -1, 1, 0, 0.004036, -12.831),
        (2, 0, 2, 0, 0.003994, -10.445), (4, 0, 0, 0, 0.003861, -11.65), (2, 0, -3, 0, 0.003665, 14.403),
        (0, 1, -2, 0, -0.002689, -7.003), (2, 0, -1, 2, -0.002602, 0), (2, -1, -2, 0, 0.002390, 10.056),
        (1, 0, 1, 0, -0.002348, 6.322), (2, -2, 0, 0, 0.002236, -9.884), (0, 1, 2, 0, -0.002120, 5.751),
        (0, 2, 0, 0, -0.002069, 0), (2, -2, -1, 0, 0.002048, -4.95), (2, 0, 1, -2, -0.001773, 4.13),
        (2, 0, 0, 2, -0.001595, 0), (4, -1, -1, 0, 0.001215, -3.958), (0, 0, 2, 2, -0.001110, 0),
    ];

    /// <summary>Latitude in degrees (sines).</summary>
    private static readonly (int D, int M, int Moon, int F, double Latitude)[] LatitudeTerms =
    [
        (0, 0, 0, 1, 5.128122), (0, 0, 1, 1, 0.280602), (0, 0, 1, -1, 0.277693), (2, 0, 0, -1, 0.173237),
        (2, 0, -1, 1, 0.055413), (2, 0, -1, -1, 0.046271), (2, 0, 0, 1, 0.032573), (0, 0, 2, 1, 0.017198),
        (2, 0, 1, -1, 0.009266), (0, 0, 2, -1, 0.008822), (2, -1, 0, -1, 0.008216), (2, 0, -2, -1, 0.004324),
        (2, 0, 1, 1, 0.004200), (2, 1, 0, -1, -0.003359), (2, -1, -1, 1, 0.002463), (2, -1, 0, 1, 0.002211),
        (2, -1, -1, -1, 0.002065), (0, 1, -1, -1, -0.001870), (4, 0, -1, -1, 0.001828), (0, 1, 0, 1, -0.001794),
        (0, 0, 0, 3, -0.001749), (0, 1, -1, 1, -0.001565), (1, 0, 0, 1, -0.001491), (0, 1, 1, 1, -0.001475),
        (0, 1, 1, -1, -0.001410), (0, 1, 0, -1, -0.001344), (1, 0, 0, -1, -0.001335), (0, 0, 3, 1, 0.001107),
        (4, 0, 0, -1, 0.001021),
    ];

    /// <summary>The place from the centre of the Earth at the mean ecliptic and equinox of date, in astronomical units.</summary>
    public static Vector EclipticOfDate(double t)
    {
        var mean = Degrees.Polynomial(t, 218.31665436, 481267.88123421, -0.0015786, 1.0 / 538841);
        var elongation = Degrees.Polynomial(t, 297.8501921, 445267.1114034, -0.0018819, 1.0 / 545868);
        var sun = Degrees.Polynomial(t, 357.5291092, 35999.0502909, -0.0001536);
        var moon = Degrees.Polynomial(t, 134.9633964, 477198.8675055, 0.0087414, 1.0 / 69699);
        var node = Degrees.Polynomial(t, 93.2720950, 483202.0175233, -0.0036539, -1.0 / 3526000);
        var eccentricity = 1 - (0.002516 * t);

        // Disturbances by Venus, and by the shape of the Earth.
        var longitude = mean + (0.003958 * Degrees.Sin(119.75 + (131.849 * t))) + (0.001962 * Degrees.Sin(mean - node));
        var latitude = -0.002235 * Degrees.Sin(mean);
        var distance = 385000.56;
        foreach (var term in LongitudeTerms)
        {
            var argument = Argument(term.D, term.M, term.Moon, term.F);
            var damping = Damping(term.M);
            longitude += term.Longitude * damping * Degrees.Sin(argument);
            distance += term.Distance * damping * Degrees.Cos(argument);
        }

        foreach (var term in LatitudeTerms)
            latitude += term.Latitude * Damping(term.M) * Degrees.Sin(Argument(term.D, term.M, term.Moon, term.F));

        return Vector.At(longitude, latitude) * (distance / AstronomicalUnitKilometres);

        double Argument(int d, int m, int moons, int f) => (d * elongation) + (m * sun) + (moons * moon) + (f * node);

        double Damping(int m) => Math.Abs(m) switch { 0 => 1, 1 => eccentricity, _ => eccentricity * eccentricity };
    }
}
