namespace CcatOps.Infrastructure.Journal;

/// <summary>Decides which segments are no longer needed, and deletes them.</summary>
internal static class SegmentPruning
{
    /// <param name="segments">All of the folder.</param>
    /// <param name="settledBefore">A settlement counts if it was made by then.</param>
    public static IReadOnlyList<SegmentSummary> Choose(IReadOnlyList<SegmentSummary> segments, DateTimeOffset settledBefore)
    {
        var settlements = segments.SelectMany(segment => segment.Digest.Settlements).ToArray();
        var settled = SettledSequences.Of(settlements.Where(settled => settled.At <= settledBefore));
        if (settled.Sequences.IsEmpty)
            return [];
        var newest = SettledSequences.Newest(settlements);
        var chosen = segments
            .Where(segment => segment.HasRecords && segment.Digest.Sequences.LeastNotIn(settled.Sequences) is null)
            .Where(segment => segment.Digest.Amendments.All(amendment => amendment.Sequence == 0 || settled.Contains(amendment.Sequence)))
            .Where(segment => newest is null || !segment.Digest.Settlements.Contains(newest))
            .ToHashSet();

        // A discard or a state that went before its transaction would bring it back; each segment that stays may make others stay.
        while (chosen.RemoveWhere(segment => DescribesOneOf(segments.Where(other => !chosen.Contains(other)), segment, settled)) > 0)
            continue;
        return [.. chosen];
    }

    /// <returns>False if a process writes or reads the segment, or it has grown.</returns>
    public static bool TryDelete(SegmentSummary segment)
    {
        using var alone = FolderLock.TryTake(segment.Path);
        if (alone is null || !segment.IsUnchanged())
            return false;
        File.Delete(segment.Path);
        File.Delete(SegmentIndex.PathOf(segment.Path));
        return true;
    }

    /// <summary>Whether a segment that stays holds a transaction whose amendment, or whose state before it was settled, is in this one.</summary>
    private static bool DescribesOneOf(IEnumerable<SegmentSummary> staying, SegmentSummary segment, SettledSequences settled) =>
        segment.Digest.Amendments.Any(amendment => staying.Any(other => other.MayHold(amendment.Sequence)))
        || segment.Digest.Changes.Any(change => !settled.Contains(change.Sequence))
        || segment.Digest.Committed.Values.Any(committed => committed.LeastNotIn(settled.Sequences) is not null);
}
