using System.Globalization;

namespace CcatOps.Bench.Measuring;

/// <summary>The goal of a figure: for our own figure, or for its ratio to the one with which it is compared.</summary>
internal sealed record Goal(bool OfRatio, bool AtLeast, double Bound)
{
    public static Goal RatioAtLeast(double bound) => new(OfRatio: true, AtLeast: true, bound);

    public static Goal RatioAtMost(double bound) => new(OfRatio: true, AtLeast: false, bound);

    public static Goal OursAtLeast(double bound) => new(OfRatio: false, AtLeast: true, bound);

    public static Goal OursAtMost(double bound) => new(OfRatio: false, AtLeast: false, bound);

    public bool IsReachedBy(double figure) => AtLeast ? figure >= Bound : figure <= Bound;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(AtLeast ? "≥" : "≤")} {Bound:#,0.###}{(OfRatio ? " ×" : "")}");
}
