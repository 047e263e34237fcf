namespace CcatOps.Infrastructure.Journal;

/// <summary>Reads transactions of many segments as one stream, ascending, with no more segments open than overlap.</summary>
internal static class SegmentMerge
{
    /// <param name="segments">The segments to read.</param>
    /// <param name="fromSequence">The least sequence.</param>
    /// <param name="without">Sequences that are left out, and segments that have no others; null: none.</param>
    public static IEnumerable<JournalRecord> Read(IReadOnlyList<SegmentSummary> segments, long fromSequence, SequenceSet? without = null)
    {
        var next = new Queue<SegmentSummary>(segments
            .Where(segment => segment.Greatest >= Math.Max(fromSequence, 1)
                && (without is null || segment.Digest.Sequences.LeastNotIn(without) is not null))
            .OrderBy(segment => segment.Least));
        var open = new PriorityQueue<IEnumerator<(long Sequence, JournalRecord Record)>, long>();
        try
        {
            while (next.Count > 0 || open.Count > 0)
            {
                while (next.TryPeek(out var segment) && (!open.TryPeek(out _, out var lowest) || segment.Least <= lowest))
                    Advance(open, Read(next.Dequeue(), fromSequence, without).GetEnumerator());
                if (!open.TryDequeue(out var first, out _))
                    continue;
                yield return first.Current.Record;
                Advance(open, first);
            }
        }
        finally
        {
            foreach (var (records, _) in open.UnorderedItems)
                records.Dispose();
        }
    }

    private static void Advance(
        PriorityQueue<IEnumerator<(long Sequence, JournalRecord Record)>, long> open, IEnumerator<(long Sequence, JournalRecord Record)> records)
    {
        if (records.MoveNext())
            open.Enqueue(records, records.Current.Sequence);
        else
            records.Dispose();
    }

    private static IEnumerable<(long Sequence, JournalRecord Record)> Read(SegmentSummary segment, long fromSequence, SequenceSet? without)
    {
        using var reader = SegmentReader.TryOpen(segment.Path, 0);
        if (reader is null)
            yield break;
        foreach (var entry in segment.Entries.Ascending())
        {
            if (entry.Sequence >= fromSequence && without?.Contains(entry.Sequence) != true && reader.TryReadAt(entry.Offset) is { } record)
                yield return (entry.Sequence, record);
        }

        segment.NoteDamage(reader.Damaged);
    }
}
