namespace CcatOps.Bench.Measuring;

/// <summary>Takes down what a benchmark measures, run by run.</summary>
internal sealed class Notebook(Action<string> tell)
{
    private readonly List<Measure> measures = [];

    public IReadOnlyList<Measure> Measures => measures;

    public void Add(string measure, string unit, double ours, double? against = null, Goal? goal = null)
    {
        var run = new Run(ours, against);
        tell(FormattableString.Invariant(
            $"  {measure}: {ours:#,0.###} {unit}{(against is null ? "" : FormattableString.Invariant($", against {against:#,0.###}: {run.Ratio:#,0.###} ×"))}"));
        var index = measures.FindIndex(known => known.Name == measure);
        if (index < 0)
            measures.Add(new(measure, unit, [run], goal));
        else
            measures[index] = measures[index] with { Runs = measures[index].Runs.Add(run) };
    }
}
