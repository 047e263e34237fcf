namespace CcatOps.Infrastructure.Journal;

/// <summary>Reads the accepted transactions of many segments as one stream, with no more of them open than overlap.</summary>
internal static class SegmentMerge
{
    public static IEnumerable<JournalRecord> Read(IReadOnlyList<SegmentSummary> segments, long fromSequence)
    {
        var next = new Queue<SegmentSummary>(segments
            .Where(segment => segment.Greatest >= Math.Max(fromSequence, 1))
            .OrderBy(segment => segment.Least));
        var open = new PriorityQueue<IEnumerator<JournalRecord.Accepted>, long>();
        try
        {
            while (next.Count > 0 || open.Count > 0)
            {
                while (next.TryPeek(out var segment) && (!open.TryPeek(out _, out var lowest) || segment.Least <= lowest))
                    Advance(open, Read(next.Dequeue(), fromSequence).GetEnumerator());
                if (!open.TryDequeue(out var first, out _))
                    continue;
                yield return first.Current;
                Advance(open, first);
            }
        }
        finally
        {
            foreach (var (records, _) in open.UnorderedItems)
                records.Dispose();
        }
    }

    private static void Advance(PriorityQueue<IEnumerator<JournalRecord.Accepted>, long> open, IEnumerator<JournalRecord.Accepted> records)
    {
        if (records.MoveNext())
            open.Enqueue(records, records.Current.Sequence);
        else
            records.Dispose();
    }

    private static IEnumerable<JournalRecord.Accepted> Read(SegmentSummary segment, long fromSequence)
    {
        using var reader = SegmentReader.TryOpen(segment.Path, 0);
        if (reader is null)
            yield break;
        while (reader.TryRead(out var frame))
        {
            if (frame.Kind == RecordKind.Accepted && frame.Sequence >= fromSequence)
                yield return (JournalRecord.Accepted)frame.Decode();
        }

        segment.SawDamage(reader.Damaged);
    }
}
