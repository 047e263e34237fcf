namespace CcatOps.Domain.Sky.Visibility;

/// <summary>Finds the windows of a target in a range of time, to a tenth of a second.</summary>
internal static class WindowSearch
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(10);

    /// <summary>More than elevation and separation can change in one step: the Earth turns by 2.5 degrees, the Moon moves by 0.1.</summary>
    private const double ReachDeg = 3;

    public static IReadOnlyList<VisibilityWindow> Find(
        ObservingSite site, SkyTarget target, VisibilityLimits limits, DateTimeOffset from, DateTimeOffset to)
    {
        var margins = new Margins(site, target, limits);
        var (first, last) = (from.ToUniversalTime(), to.ToUniversalTime());
        var windows = new List<VisibilityWindow>();
        DateTimeOffset? start = null;
        MarginSample? before = null;
        foreach (var sample in WithExtremes(margins, Regular(margins, first, last)))
        {
            if (before is null || before.Value.IsInside != sample.IsInside)
            {
                var change = before is { } other ? margins.Change(other, sample) : first;
                if (start is { } begun)
                    windows.Add(new(begun, change, begun == first, false));
                start = sample.IsInside ? change : null;
            }

            before = sample;
        }

        if (start is { } open && open < last)
            windows.Add(new(open, last, open == first, true));
        return windows;
    }

    private static List<MarginSample> Regular(Margins margins, DateTimeOffset from, DateTimeOffset to)
    {
        var samples = new List<MarginSample>();
        for (var time = from; time < to; time += Step)
            samples.Add(margins.At(time));
        if (from < to)
            samples.Add(margins.At(to));
        return samples;
    }

    /// <summary>Adds a time within each short stay on the other side of a limit, between two samples on the same side.</summary>
    private static IEnumerable<MarginSample> WithExtremes(Margins margins, List<MarginSample> samples)
    {
        for (var index = 0; index < samples.Count; index++)
        {
            var sample = samples[index];
            var previous = samples[Math.Max(index - 1, 0)];
            var next = samples[Math.Min(index + 1, samples.Count - 1)];
            var extreme = IsTurning(previous, sample, next) ? margins.Extreme(previous.Time, next.Time, !sample.IsInside) : sample;
            var isBeyond = extreme.IsInside != sample.IsInside;
            if (isBeyond && extreme.Time < sample.Time)
                yield return extreme;
            yield return sample;
            if (isBeyond && extreme.Time > sample.Time)
                yield return extreme;
        }
    }

    private static bool IsTurning(MarginSample previous, MarginSample sample, MarginSample next) =>
        Math.Abs(sample.Degrees) <= ReachDeg
        && (sample.IsInside
            ? sample.Degrees <= previous.Degrees && sample.Degrees <= next.Degrees
            : sample.Degrees >= previous.Degrees && sample.Degrees >= next.Degrees);
}
