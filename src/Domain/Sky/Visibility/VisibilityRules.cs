namespace CcatOps.Domain.Sky.Visibility;

/// <summary>When a target is within the limits of a telescope.</summary>
public static class VisibilityRules
{
    private static readonly TimeSpan SiderealDay = TimeSpan.FromSeconds(86164.0905);

    /// <summary>Judges a target at the beginning of a range, and finds its windows in it. A window before the range never counts.</summary>
    /// <param name="site">The location of the telescope.</param>
    /// <param name="target">The target.</param>
    /// <param name="limits">The limits of its pointing.</param>
    /// <param name="from">When the target is judged, and when the range begins.</param>
    /// <param name="to">When the range ends.</param>
    /// <param name="shortest">How long the target must stay within the limits to be observable.</param>
    public static VisibilityAssessment Assess(
        ObservingSite site, SkyTarget target, VisibilityLimits limits, DateTimeOffset from, DateTimeOffset to, TimeSpan shortest)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var sky = new LocalSky(site, from);
        var position = sky.Find(target);
        var separation = sky.SunSeparationDeg(target);
        var windows = WindowSearch.Find(site, target, limits, from, to);
        var isSunClear = separation >= limits.SunAvoidanceDeg;
        return new()
        {
            Position = position,
            SunSeparationDeg = separation,
            SunClear = isSunClear,
            Reasons = [.. Reasons()],
            Windows = windows,
            PositionApproximate = target is SkyTarget.Body { IsApproximate: true },
        };

        IEnumerable<VisibilityReason> Reasons()
        {
            if (position.ElevationDeg < limits.MinElevationDeg)
            {
                yield return position.ElevationDeg < 0 ? VisibilityReason.BelowHorizon : VisibilityReason.BelowElMin;
                if (NeverRises(site, target, limits, from))
                    yield return VisibilityReason.NeverRises;
            }

            if (position.ElevationDeg > limits.MaxElevationDeg)
                yield return VisibilityReason.AboveElMax;
            if (!isSunClear)
                yield return VisibilityReason.SunTooClose;
            if (windows is [{ TruncatedStart: true, TruncatedEnd: false } first, ..] && first.End - first.Start < shortest)
                yield return VisibilityReason.WindowTooShort;
        }
    }

    private static bool NeverRises(ObservingSite site, SkyTarget target, VisibilityLimits limits, DateTimeOffset from)
    {
        var lowestAlone = new VisibilityLimits(limits.MinElevationDeg, 90, 0);
        return WindowSearch.Find(site, target, lowestAlone, from, from + SiderealDay).Count == 0;
    }
}
