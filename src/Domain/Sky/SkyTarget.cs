using CcatOps.Domain.Sky.Coordinates;

namespace CcatOps.Domain.Sky;

/// <summary>A target of a telescope.</summary>
public abstract record SkyTarget
{
    private SkyTarget()
    {
    }

    /// <summary>Finds a body of the solar system by its name, in any case.</summary>
    /// <returns>The target, or null if there is no ephemeris of that name.</returns>
    public static Body? FindBody(string name)
    {
        // Titan is never farther than 4 arcminutes from Saturn, as seen from the Earth.
        if (string.Equals(name, "titan", StringComparison.OrdinalIgnoreCase))
            return new(SolarSystemBody.Saturn, IsApproximate: true);

        foreach (var body in Enum.GetValues<SolarSystemBody>())
        {
            if (string.Equals(body.ToString(), name, StringComparison.OrdinalIgnoreCase))
                return new(body);
        }

        return null;
    }

    /// <summary>A source beyond the solar system.</summary>
    /// <param name="Position">Its place at the reference epoch.</param>
    /// <param name="RaMotionMasPerYear">Proper motion in right ascension times the cosine of the declination, in milliarcseconds a year.</param>
    /// <param name="DecMotionMasPerYear">Proper motion in declination, in milliarcseconds a year.</param>
    /// <param name="ReferenceEpoch">The Julian year of the place.</param>
    public sealed record Fixed(
        SkyPosition Position, double RaMotionMasPerYear = 0, double DecMotionMasPerYear = 0, double ReferenceEpoch = 2000) : SkyTarget;

    /// <param name="Which">The body whose place is computed.</param>
    /// <param name="IsApproximate">Whether the target is a satellite of that body, which is taken to be at the same place.</param>
    public sealed record Body(SolarSystemBody Which, bool IsApproximate = false) : SkyTarget;

    /// <summary>A scan to and fro at one elevation while the sky moves through.</summary>
    /// <param name="ElevationDeg">-90 to 90 degrees.</param>
    /// <param name="MinAzimuthDeg">Azimuth of the beginning of the scan, -180 to 360 degrees.</param>
    /// <param name="MaxAzimuthDeg">Azimuth of its end, clockwise from the beginning. A value less than the beginning means through north.</param>
    public sealed record ConstantElevation(double ElevationDeg, double MinAzimuthDeg, double MaxAzimuthDeg) : SkyTarget;
}
