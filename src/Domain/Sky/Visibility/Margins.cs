namespace CcatOps.Domain.Sky.Visibility;

/// <summary>How far a target is within the limits, as a function of time.</summary>
internal sealed class Margins(ObservingSite site, SkyTarget target, VisibilityLimits limits)
{
    private static readonly TimeSpan Precision = TimeSpan.FromSeconds(0.1);

    public MarginSample At(DateTimeOffset time)
    {
        var sky = new LocalSky(site, time);
        var elevation = sky.Find(target).ElevationDeg;
        var margin = Math.Min(elevation - limits.MinElevationDeg, limits.MaxElevationDeg - elevation);
        return new(time, limits.SunAvoidanceDeg > 0 ? Math.Min(margin, sky.SunSeparationDeg(target) - limits.SunAvoidanceDeg) : margin);
    }

    /// <summary>Finds, by halving, when the target crosses a limit between two samples on different sides.</summary>
    public DateTimeOffset Change(MarginSample earlier, MarginSample later)
    {
        while (later.Time - earlier.Time > Precision)
        {
            var middle = At(earlier.Time + ((later.Time - earlier.Time) / 2));
            if (middle.IsInside == earlier.IsInside)
                earlier = middle;
            else
                later = middle;
        }

        return earlier.IsInside ? earlier.Time : later.Time;
    }

    /// <summary>Finds the highest or the lowest margin in a time with one turn, or the first margin met that is on the other side of the limits.</summary>
    public MarginSample Extreme(DateTimeOffset from, DateTimeOffset to, bool isHighest)
    {
        while (true)
        {
            var third = (to - from) / 3;
            var (left, right) = (At(from + third), At(to - third));
            var best = left.Degrees > right.Degrees == isHighest ? left : right;
            if (best.IsInside == isHighest || to - from <= Precision)
                return best;
            (from, to) = best == left ? (from, right.Time) : (left.Time, to);
        }
    }
}
