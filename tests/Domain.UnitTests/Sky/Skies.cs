using System.Globalization;
using CcatOps.Domain.Sky;
using CcatOps.Domain.Sky.Visibility;

namespace CcatOps.Domain.UnitTests.Sky;

/// <summary>Sites, limits and values that the tests of this folder share.</summary>
internal static class Skies
{
    public const double ArcsecondsPerDegree = 3600;

    public static readonly ObservingSite Fyst = new(-22.985639, -67.740278, 5611.8);

    public static readonly VisibilityLimits ElevationAlone = new(30, 90, 0);

    public static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    public static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static SkyTarget Fixed(double raDeg, double decDeg) => new SkyTarget.Fixed(new(raDeg, decDeg));

    public static double ErrorArcseconds(ObservingSite site, string utc, SkyTarget target, string azimuth, string elevation) =>
        new LocalSky(site, Time(utc)).Find(target).SeparationDeg(new(Number(azimuth), Number(elevation))) * ArcsecondsPerDegree;

    /// <summary>The times at which a target comes above a limit, and those at which it goes below, in a range.</summary>
    public static (DateTimeOffset[] Rises, DateTimeOffset[] Sets) Crossings(
        ObservingSite site, SkyTarget target, double limitDeg, DateTimeOffset from, DateTimeOffset to)
    {
        var limits = new VisibilityLimits(limitDeg, 90, 0);
        var windows = VisibilityRules.Assess(site, target, limits, from, to, TimeSpan.Zero).Windows;
        return (
            [.. windows.Where(window => !window.TruncatedStart).Select(window => window.Start)],
            [.. windows.Where(window => !window.TruncatedEnd).Select(window => window.End)]);
    }
}
