using System.Collections.Immutable;
using CcatOps.Bench.Measuring;

namespace CcatOps.Bench.Reports;

/// <summary>One benchmark's results, as they are written down.</summary>
internal sealed record Report(
    string Benchmark, string Command, DateTimeOffset Date, bool Smoke, Machine Machine, ImmutableArray<ReportRow> Measures)
{
    public static Report Of(string benchmark, string command, bool smoke, DateTimeOffset date, Machine machine, IEnumerable<Measure> measures) =>
        new(benchmark, command, date, smoke, machine, [.. measures.Select(ReportRow.Of)]);
}

/// <param name="Lowest">The lowest ratio if the ratio is judged, else our lowest figure; the same holds for <paramref name="Highest"/>.</param>
internal sealed record ReportRow(
    string Measure,
    string Unit,
    double Ours,
    double? Against,
    double? Ratio,
    double Lowest,
    double Highest,
    string? Goal,
    bool? Reached,
    ImmutableArray<Run> Runs)
{
    public static ReportRow Of(Measure measure) => new(
        measure.Name, measure.Unit, measure.Ours, measure.Against, measure.Ratio, measure.Lowest, measure.Highest,
        measure.Goal?.ToString(), measure.Reached, measure.Runs);
}
