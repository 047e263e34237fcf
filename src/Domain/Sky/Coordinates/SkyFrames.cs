using System.Globalization;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Sky.Geometry;

namespace CcatOps.Domain.Sky.Coordinates;

/// <summary>Converts coordinates between the frames. A source in the FK4 is taken to be without proper motion.</summary>
public static class SkyFrames
{
    /// <summary>
    /// The aberration by the ellipse of the Earth's orbit, which places in the FK4 contain.
    /// Explanatory Supplement to the Astronomical Almanac (1992), 3.591-2.
    /// </summary>
    private static readonly Vector EllipticAberration = new(-1.62557e-6, -0.31919e-6, -0.13843e-6);

    /// <summary>From the FK4 at B1950 to J2000, for a place without proper motion. Murray, Astron. Astrophys. 218, 325 (1989), equation 28.</summary>
    private static readonly Rotation FromB1950 = new(
        new(0.9999256794956877, -0.0111814832204662, -0.0048590038153592),
        new(0.0111814832391717, 0.9999374848933135, -0.0000271625947142),
        new(0.0048590037723143, -0.0000271702937440, 0.9999881946023742));

    /// <summary>The poles and the node of the Hipparcos catalogue (ESA SP-1200, 1997, section 1.5.3).</summary>
    private static readonly Rotation ToGalactic =
        Rotation.AboutZ(-32.93192) * Rotation.AboutX(90 - 27.12825) * Rotation.AboutZ(192.85948 + 90);

    /// <summary>The obliquity of the ecliptic at J2000 (IAU 2006).</summary>
    internal static Rotation ToEcliptic { get; } = Rotation.AboutX(84381.406 * Degrees.PerArcsecond);

    /// <summary>Converts to the ICRS.</summary>
    /// <param name="frame">The frame of the coordinates.</param>
    /// <param name="longitudeDeg">Right ascension or longitude in degrees.</param>
    /// <param name="latitudeDeg">Declination or latitude in degrees.</param>
    public static SkyPosition ToIcrs(SkyFrame frame, double longitudeDeg, double latitudeDeg)
    {
        var given = Vector.At(longitudeDeg, latitudeDeg);
        var direction = frame switch
        {
            SkyFrame.B1950 => FromB1950 * (given - EllipticAberration + (given * given.Dot(EllipticAberration))),
            SkyFrame.Galactic => ToGalactic.Inverse * given,
            SkyFrame.Ecliptic => ToEcliptic.Inverse * given,
            _ => given,
        };
        return new(direction.LongitudeDeg, direction.LatitudeDeg);
    }

    /// <summary>Converts from the ICRS.</summary>
    /// <returns>Right ascension or longitude, 0 to 360 degrees, and declination or latitude, -90 to 90 degrees.</returns>
    public static (double LongitudeDeg, double LatitudeDeg) FromIcrs(SkyFrame frame, SkyPosition position)
    {
        var direction = frame switch
        {
            SkyFrame.B1950 => (FromB1950.Inverse * position.Direction) + EllipticAberration,
            SkyFrame.Galactic => ToGalactic * position.Direction,
            SkyFrame.Ecliptic => ToEcliptic * position.Direction,
            _ => position.Direction,
        };
        return (direction.LongitudeDeg, direction.LatitudeDeg);
    }

    /// <summary>
    /// Reads coordinates as people write them: decimal degrees, or fields separated by colons or blanks.
    /// Fields of a right ascension begin with hours, all others with degrees.
    /// </summary>
    /// <returns>Whether both are readable and in range.</returns>
    public static bool TryParse(SkyFrame frame, string longitude, string latitude, out SkyPosition position)
    {
        position = default;
        var isRightAscension = frame is SkyFrame.J2000 or SkyFrame.B1950;
        if (!TryParseDegrees(longitude, isRightAscension, out var longitudeDeg) || longitudeDeg is not (>= 0 and <= 360)
            || !TryParseDegrees(latitude, false, out var latitudeDeg) || latitudeDeg is not (>= -90 and <= 90))
        {
            return false;
        }

        position = ToIcrs(frame, longitudeDeg, latitudeDeg);
        return true;
    }

    private static bool TryParseDegrees(string text, bool isRightAscension, out double degrees)
    {
        const NumberStyles decimals = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint
            | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        return double.TryParse(text, decimals, CultureInfo.InvariantCulture, out degrees)
            || (isRightAscension ? Sexagesimal.TryParseHours(text, out degrees) : Sexagesimal.TryParseDegrees(text, out degrees));
    }
}
