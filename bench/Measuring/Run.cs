namespace CcatOps.Bench.Measuring;

/// <summary>The figures of one run: ours, and the one measured beside it that it is compared with.</summary>
internal sealed record Run(double Ours, double? Against = null)
{
    public double? Ratio => Against is { } against ? Ours / against : null;
}
