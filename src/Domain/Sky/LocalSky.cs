using CcatOps.Domain.Sky.Geometry;

namespace CcatOps.Domain.Sky;

/// <summary>The sky over a site at one time: apparent places with precession, nutation, aberration and parallax, without refraction.</summary>
public sealed class LocalSky
{
    private const double LightAuPerDay = 173.1446326847;
    private const double RotationPerDay = 2 * Math.PI * 1.00273781191135448;

    private readonly SkyTime _time;
    private readonly EarthOrientation _earth;
    private readonly ObservingSite _site;
    private readonly Vector _observer;

    /// <summary>From the ICRS to the site's meridian: X where it crosses the equator, Y east, Z the north pole.</summary>
    private readonly Rotation _toMeridian;

    /// <summary>The velocity of the observer as a fraction of the speed of light.</summary>
    private readonly Vector _velocity;

    public LocalSky(ObservingSite site, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(site);
        _time = SkyTime.Of(time);
        _earth = new EarthOrientation(_time);
        _site = site;
        _observer = site.Geocentric;
        _toMeridian = Rotation.AboutZ(_earth.SiderealTimeDeg + site.LongitudeDeg) * _earth.ToEquatorOfDate;
        _velocity = (_toMeridian * _earth.Velocity) + new Vector(0, _observer.X * RotationPerDay / LightAuPerDay, 0);
    }

    /// <summary>Computes where a target is seen. That of a scan is the middle of its range.</summary>
    public HorizontalPosition Find(SkyTarget target) => target switch
    {
        SkyTarget.Fixed source => ToHorizon(_toMeridian * DirectionOf(source)),
        SkyTarget.Body body => ToHorizon((_toMeridian * Ephemeris.Geocentric(body.Which, _time, _earth)) - _observer),
        SkyTarget.ConstantElevation scan => new(Degrees.Normalize(scan.MinAzimuthDeg + (WidthOf(scan) / 2)), scan.ElevationDeg),
        _ => throw new ArgumentOutOfRangeException(nameof(target)),
    };

    /// <summary>The angle between a target and the Sun, 0 to 180 degrees; of a scan, the least along its range.</summary>
    public double SunSeparationDeg(SkyTarget target)
    {
        var sun = Find(new SkyTarget.Body(SolarSystemBody.Sun));
        return sun.SeparationDeg(target is SkyTarget.ConstantElevation scan ? Nearest(scan, sun.AzimuthDeg) : Find(target));
    }

    private static double WidthOf(SkyTarget.ConstantElevation scan) =>
        scan.MaxAzimuthDeg - scan.MinAzimuthDeg is var width && width < 0 ? width + 360 : Math.Min(width, 360);

    private static HorizontalPosition Nearest(SkyTarget.ConstantElevation scan, double azimuthDeg)
    {
        var width = WidthOf(scan);
        var beyondBegin = Degrees.Normalize(azimuthDeg - scan.MinAzimuthDeg);
        if (beyondBegin <= width)
            return new(azimuthDeg, scan.ElevationDeg);

        var isEndNearer = beyondBegin - width < 360 - beyondBegin;
        return new(isEndNearer ? scan.MaxAzimuthDeg : scan.MinAzimuthDeg, scan.ElevationDeg);
    }

    private Vector DirectionOf(SkyTarget.Fixed source)
    {
        var (ra, dec) = (source.Position.RaDeg, source.Position.DecDeg);
        var east = Vector.At(ra + 90, 0);
        var north = Vector.At(ra, dec + 90);
        var motion = (east * source.RaMotionMasPerYear) + (north * source.DecMotionMasPerYear);
        var years = (_time.Centuries * 100) + 2000 - source.ReferenceEpoch;
        return (source.Position.Direction + (motion * (double.DegreesToRadians(Degrees.PerArcsecond / 1000) * years))).Unit;
    }

    private HorizontalPosition ToHorizon(Vector astrometric)
    {
        var seen = astrometric.Unit + _velocity;
        var (sine, cosine) = (Degrees.Sin(_site.LatitudeDeg), Degrees.Cos(_site.LatitudeDeg));
        var horizon = new Vector((seen.Z * cosine) - (seen.X * sine), seen.Y, (seen.X * cosine) + (seen.Z * sine));
        return new(horizon.LongitudeDeg, horizon.LatitudeDeg);
    }
}
