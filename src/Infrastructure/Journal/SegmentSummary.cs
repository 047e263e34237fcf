namespace CcatOps.Infrastructure.Journal;

/// <summary>What this process knows of one segment. A segment only grows, so it is read on from where the last look ended.</summary>
internal sealed class SegmentSummary(string path)
{
    private readonly List<JournalRecord.Settled> settlements = [];
    private readonly List<Amendment> amendments = [];
    private long position;
    private long seenBytes = -1;

    public string Path => path;

    /// <summary>The least sequence of an accepted transaction; <see cref="long.MaxValue"/>: it has none.</summary>
    public long Least { get; private set; } = long.MaxValue;

    /// <summary>The greatest sequence of an accepted transaction; 0: it has none.</summary>
    public long Greatest { get; private set; }

    /// <summary>The sequences of the accepted transactions.</summary>
    public SequenceSet Sequences { get; } = new();

    public long SettledBelow { get; private set; }
    public long LastOrder { get; private set; }
    public int Damaged { get; private set; }

    public bool IsTorn { get; private set; }
    public bool HasRecords => position > SegmentFormat.HeaderBytes;

    public IReadOnlyList<JournalRecord.Settled> Settlements => settlements;
    public IReadOnlyList<Amendment> Amendments => amendments;

    /// <summary>Whether the accepted transactions, as far as their range tells, may include one.</summary>
    public bool MayHold(long sequence) => Greatest > 0 && (sequence == 0 || (sequence >= Least && sequence <= Greatest));

    /// <summary>Reads what was added; false: the segment is gone.</summary>
    public bool TryReadOn()
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            return false;
        if (file.Length == seenBytes)
            return true;
        using var reader = SegmentReader.TryOpen(path, position);
        if (reader is null)
            return false;
        while (reader.TryRead(out var frame))
            Add(frame);
        seenBytes = file.Length;
        position = seenBytes < SegmentFormat.HeaderBytes ? 0 : reader.Position;
        Damaged += reader.Damaged;
        IsTorn = reader.IsTorn;
        return true;
    }

    public bool IsUnchanged() => new FileInfo(path) is { Exists: true } file && file.Length == seenBytes;

    /// <summary>A whole read found this many places; what a disk lost since the first look counts too.</summary>
    public void SawDamage(int places) => Damaged = Math.Max(Damaged, places);

    private void Add(RecordFrame frame)
    {
        switch (frame.Kind)
        {
            case RecordKind.Settled:
                var settled = (JournalRecord.Settled)frame.Decode();
                settlements.Add(settled);
                SettledBelow = Math.Max(SettledBelow, settled.Below);
                break;
            case RecordKind.Edited or RecordKind.Discarded:
                amendments.Add(new Amendment(frame.Offset, frame.Sequence, frame.Order));
                LastOrder = Math.Max(LastOrder, frame.Order);
                break;
            case RecordKind.Accepted:
                Least = Math.Min(Least, frame.Sequence);
                Greatest = Math.Max(Greatest, frame.Sequence);
                Sequences.Add(frame.Sequence);
                break;
            default:
                frame.Decode();
                break;
        }
    }
}

/// <summary>Where an edit or a discard stands, and which sequence it concerns.</summary>
internal readonly record struct Amendment(long Offset, long Sequence, long Order)
{
    public bool IsDiscard => Order == 0;
}
