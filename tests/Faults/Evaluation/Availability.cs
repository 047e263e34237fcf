using System.Diagnostics;

namespace CcatOps.Faults.Evaluation;

/// <summary>
/// A request is refused only where a fault justifies it; the site as a whole goes on accepting; each write is answered in the end; and a
/// load writes something in every phase.
/// </summary>
internal static class Availability
{
    /// <summary>The longest time without any accepted write that needs no justification: a process notices and goes on with the journal alone.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(6);

    public static IEnumerable<Violation> Find(AvailabilityFacts facts) =>
        [.. Refusals(facts), .. Pauses(facts), .. Open(facts), .. Idle(facts)];

    private static IEnumerable<Violation> Refusals(AvailabilityFacts facts) =>
        from refusal in facts.Refusals
        where !facts.Faults.Any(period => Justification.Table.Any(justification => justification.Holds(refusal, period)))
        group refusal by (refusal.IsWrite, refusal.Problem) into unjustified
        from refusal in unjustified
        select new Violation(
            ViolationKind.Refused,
            $"{refusal.Problem} to {refusal.Request} after {Stopwatch.GetElapsedTime(refusal.Started, refusal.Ended).TotalSeconds:0.0} s, {Under(facts, refusal)}");

    private static IEnumerable<Violation> Pauses(AvailabilityFacts facts)
    {
        if (facts.AcceptedAt.Count == 0)
            yield break;
        long[] moments = [.. facts.AcceptedAt.Order(), .. facts.StoppedAt is { } stopped && stopped > facts.AcceptedAt.Max() ? [stopped] : Array.Empty<long>()];
        foreach (var (from, to) in moments.Zip(moments.Skip(1)))
        {
            var pause = Stopwatch.GetElapsedTime(from, to);
            if (pause > LongestPause && pause - Justified(facts, from, to) > LongestPause)
            {
                yield return new(
                    ViolationKind.Refused,
                    $"no write was accepted for {pause.TotalSeconds:0.0} s, under {string.Join(" and ", facts.Faults.Where(period => period.Overlaps(from, to, TimeSpan.Zero)))}");
            }
        }
    }

    private static TimeSpan Justified(AvailabilityFacts facts, long from, long to)
    {
        long[] edges = [from, .. facts.Faults.SelectMany(period => new[] { period.Began, period.Ended, Later(period.Ended) }).Where(at => at > from && at < to).Order(), to];
        return edges.Zip(edges.Skip(1)).Where(span => IsJustified(facts, span.First + ((span.Second - span.First) / 2)))
            .Aggregate(TimeSpan.Zero, (sum, span) => sum + Stopwatch.GetElapsedTime(span.First, span.Second));
    }

    private static bool IsJustified(AvailabilityFacts facts, long moment) => Outage.IsJustified(
        [.. facts.Faults.Where(period => period.Overlaps(moment, moment, Outage.After)).Select(period => period.Kind)], facts.Processes, facts.HasJournal);

    private static IEnumerable<Violation> Open(AvailabilityFacts facts) => facts.OpenBecause is not null
        ? []
        : facts.OpenKeys.Select(key => new Violation(ViolationKind.Open, $"write {key} was never answered, and nothing explains it"));

    private static IEnumerable<Violation> Idle(AvailabilityFacts facts) =>
        facts.IdlePhases.Select(phase => new Violation(ViolationKind.NothingWritten, $"no write was accepted {phase}"));

    private static long Later(long ended) => ended == long.MaxValue ? ended : ended + (long)(Outage.After.TotalSeconds * Stopwatch.Frequency);

    private static string Under(AvailabilityFacts facts, Refusal refusal)
    {
        var near = facts.Faults.Where(period => period.Overlaps(refusal.Started, refusal.Ended, TimeSpan.FromSeconds(10))).Select(period =>
            period.Ended < refusal.Started
                ? $"{period.Kind} (ended {Stopwatch.GetElapsedTime(period.Ended, refusal.Started).TotalSeconds:0.0} s before)"
                : $"{period.Kind} (for {Stopwatch.GetElapsedTime(period.Began, refusal.Ended).TotalSeconds:0.0} s)");
        return string.Join(" and ", near) is { Length: > 0 } under ? $"under {under}" : "under no fault";
    }
}
