namespace CcatOps.Domain.Status;

/// <summary>The history of a site as series of equal steps. What is not known is null.</summary>
public sealed record HistorySeries
{
    /// <summary>The most points of a series.</summary>
    public const int MostPoints = 2_000;

    public required IReadOnlyList<DateTimeOffset> At { get; init; }
    public required IReadOnlyList<double?> Accepted { get; init; }
    public required IReadOnlyList<double?> Applied { get; init; }
    public required IReadOnlyList<long?> Depth { get; init; }
    public required IReadOnlyList<double?> OldestAgeSeconds { get; init; }
    public required IReadOnlyList<double?> ReplicaLagSeconds { get; init; }

    /// <summary>The finest step of whole minutes with which a range has no more than <see cref="MostPoints"/> points.</summary>
    public static TimeSpan FinestStep(TimeSpan range) =>
        Math.Max(1, (long)Math.Ceiling(range / HistorySample.Interval / MostPoints)) * HistorySample.Interval;

    /// <param name="samples">In order of their minutes.</param>
    /// <param name="from">The beginning of the first step.</param>
    /// <param name="to">The end, exclusive.</param>
    /// <param name="step">The length of each step.</param>
    public static HistorySeries Of(IReadOnlyList<HistorySample> samples, DateTimeOffset from, DateTimeOffset to, TimeSpan step)
    {
        var count = (int)Math.Ceiling((to - from) / step);
        var steps = samples.Where(sample => sample.At >= from && sample.At < to).ToLookup(sample => (int)((sample.At - from) / step));
        var (accepted, applied) = (Rates(sample => sample.Accepted), Rates(sample => sample.Applied));
        return new HistorySeries
        {
            At = Each(index => from + (index * step)),
            Accepted = Each(accepted),
            Applied = Each(applied),
            Depth = Each(index => steps[index].Max(sample => sample.Depth)),
            OldestAgeSeconds = Each(index => steps[index].Max(sample => sample.OldestAgeSeconds)),
            ReplicaLagSeconds = Each(index => steps[index].Max(sample => sample.ReplicaLagSeconds)),
        };

        IReadOnlyList<T> Each<T>(Func<int, T> value) => [.. Enumerable.Range(0, count).Select(value)];

        // The rate of a step is that between its last sample and the last one before it.
        Func<int, double?> Rates(Func<HistorySample, long?> total)
        {
            var before = samples.LastOrDefault(sample => sample.At < from && total(sample) is not null);
            return index =>
            {
                if (steps[index].LastOrDefault(sample => total(sample) is not null) is not { } last)
                    return null;
                var first = before;
                before = last;
                return first is null ? null : Math.Round(Growth(total(first)!.Value, total(last)!.Value) / (last.At - first.At).TotalMinutes, 3);
            };
        }
    }

    /// <summary>How much a counter has grown over samples; null: unknown. A counter that was reset counts from zero.</summary>
    public static long? Growth(IEnumerable<HistorySample> samples, Func<HistorySample, long?> total)
    {
        long? sum = null;
        long? before = null;
        foreach (var value in samples.Select(total).OfType<long>())
        {
            sum = (sum ?? 0) + (before is { } known ? Growth(known, value) : 0);
            before = value;
        }

        return sum;
    }

    private static long Growth(long before, long after) => after >= before ? after - before : after;
}
