using System.Collections.Immutable;

namespace CcatOps.Bench.Measuring;

/// <summary>One row of a report: the figures of all runs, and what they come to.</summary>
/// <param name="Name">The name of the measurement.</param>
/// <param name="Unit">The unit of our figure and of the one with which it is compared.</param>
/// <param name="Runs">At least one.</param>
/// <param name="Goal">The goal of the median; null: the figure is for information.</param>
internal sealed record Measure(string Name, string Unit, ImmutableArray<Run> Runs, Goal? Goal)
{
    public double Ours => Statistics.Median([.. Runs.Select(run => run.Ours)]);

    public double? Against => Runs.All(run => run.Against is not null)
        ? Statistics.Median([.. Runs.Select(run => run.Against!.Value)])
        : null;

    /// <summary>The median of the runs' ratios, each of two figures taken side by side; not the ratio of the medians.</summary>
    public double? Ratio => Against is null ? null : Statistics.Median(Judged(ofRatio: true));

    public double Lowest => Judged(IsOfRatio).Min();

    public double Highest => Judged(IsOfRatio).Max();

    public bool? Reached => Goal?.IsReachedBy(Statistics.Median(Judged(Goal.OfRatio)));

    /// <summary>Whether the spread is that of the ratio rather than that of our own figure.</summary>
    public bool IsOfRatio => Goal?.OfRatio ?? Against is not null;

    private ImmutableArray<double> Judged(bool ofRatio) => [.. Runs.Select(run => ofRatio ? run.Ratio!.Value : run.Ours)];
}
