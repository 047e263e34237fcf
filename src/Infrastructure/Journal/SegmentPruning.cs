namespace CcatOps.Infrastructure.Journal;

/// <summary>Which segments nobody needs any more, and their end.</summary>
internal static class SegmentPruning
{
    /// <param name="segments">All of the folder.</param>
    /// <param name="settledBefore">A settlement counts when it was made by then.</param>
    public static IReadOnlyList<SegmentSummary> Choose(IReadOnlyList<SegmentSummary> segments, DateTimeOffset settledBefore)
    {
        var below = segments.SelectMany(segment => segment.Settlements)
            .Where(settled => settled.At <= settledBefore)
            .Select(settled => settled.Below)
            .DefaultIfEmpty()
            .Max();
        var newest = segments.Select(segment => segment.SettledBelow).DefaultIfEmpty().Max();
        var chosen = segments
            .Where(segment => segment.HasRecords && segment.Greatest < below && segment.Amendments.All(amendment => amendment.Sequence < below))
            .Where(segment => segment.SettledBelow < newest)
            .ToHashSet();

        // A discard that went before its transaction would bring it back; each that stays may make others stay.
        while (chosen.RemoveWhere(segment => AmendsOneOf(segments.Where(other => !chosen.Contains(other)), segment)) > 0)
            continue;
        return [.. chosen];
    }

    /// <summary>False: somebody writes or reads it, or it has grown.</summary>
    public static bool TryDelete(SegmentSummary segment)
    {
        using var alone = FolderLock.TryTake(segment.Path);
        if (alone is null || !segment.IsUnchanged())
            return false;
        File.Delete(segment.Path);
        return true;
    }

    private static bool AmendsOneOf(IEnumerable<SegmentSummary> staying, SegmentSummary segment) =>
        segment.Amendments.Any(amendment => staying.Any(other => other.MayHold(amendment.Sequence)));
}
