namespace CcatOps.Infrastructure.Journal;

/// <summary>One segment as this process knows it. A segment only grows, so it is read on from where the last look ended.</summary>
internal sealed class SegmentSummary(string path) : IDisposable
{
    private long position;
    private long seenBytes = -1;
    private OpenSegmentEntries open = new();
    private SegmentIndex? index;

    public string Path => path;

    public SegmentDigest Digest { get; private set; } = new();

    public ISegmentEntries Entries => index is null ? open : index;

    /// <summary>The greatest sequence of a transaction; 0 if it has none.</summary>
    public long Greatest { get; private set; }

    /// <summary>The least sequence of a transaction; <see cref="long.MaxValue"/> if it has none.</summary>
    public long Least { get; private set; } = long.MaxValue;

    /// <summary>The greatest <see cref="JournalRecord.Settled.Below"/>; 0 if it has none.</summary>
    public long SettledBelow => Digest.Settlements.Select(settled => settled.Below).DefaultIfEmpty().Max();

    public bool IsIndexed => index is not null;
    public bool HasRecords => position > SegmentFormat.HeaderBytes;

    /// <summary>Whether its range of sequences may include one; 0: any.</summary>
    public bool MayHold(long sequence) => Greatest > 0 && (sequence == 0 || (sequence >= Least && sequence <= Greatest));

    /// <summary>Reads what was added.</summary>
    /// <param name="added">Receives each transaction that was added; null: nobody follows.</param>
    /// <returns>False if the segment is gone.</returns>
    public bool TryReadOn(Action<JournalRecord>? added)
    {
        // Nobody writes to an indexed segment: its length need not be asked for.
        if (index is not null)
            return true;
        var file = new FileInfo(path);
        if (!file.Exists)
            return false;
        if (file.Length == seenBytes || (seenBytes < 0 && TryUseIndex(file.Length)))
            return true;
        using var reader = SegmentReader.TryOpen(path, position);
        if (reader is null)
            return false;
        while (reader.TryRead(out var frame))
            Add(frame, added);
        seenBytes = file.Length;
        position = seenBytes < SegmentFormat.HeaderBytes ? 0 : reader.Position;
        Digest.Damaged += reader.Damaged;
        Digest.IsTorn = reader.IsTorn;
        return true;
    }

    public bool IsUnchanged() => new FileInfo(path) is { Exists: true } file && file.Length == seenBytes;

    /// <summary>Counts places that a later read found damaged.</summary>
    public void NoteDamage(int places) => Digest.Damaged = Math.Max(Digest.Damaged, places);

    /// <summary>Writes the index of a segment that nobody writes any more, and gives up what memory held of it.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public void WriteIndex()
    {
        using (var alone = FolderLock.TryTake(path))
        {
            if (alone is null || !IsUnchanged())
                return;
            SegmentIndex.Write(path, seenBytes, Digest, open);
        }

        TryUseIndex(seenBytes);
    }

    public void Dispose() => index?.Dispose();

    private bool TryUseIndex(long bytes)
    {
        if (SegmentIndex.TryOpen(path) is not { } found)
            return false;
        if (found.SegmentBytes != bytes)
        {
            found.Dispose();
            return false;
        }

        (index, Digest, open) = (found, found.Digest, new());
        (position, seenBytes) = (bytes, bytes);
        Greatest = Digest.Sequences.Greatest;
        Least = Digest.Sequences.IsEmpty ? long.MaxValue : Digest.Sequences.Ascending().First();
        return true;
    }

    private void Add(RecordFrame frame, Action<JournalRecord>? added)
    {
        if (frame.Kind is not (RecordKind.Accepted or RecordKind.Direct))
        {
            Digest.Add(frame);
            return;
        }

        Digest.Sequences.Add(frame.Sequence);
        (Least, Greatest) = (Math.Min(Least, frame.Sequence), Math.Max(Greatest, frame.Sequence));
        open.Add(frame);
        added?.Invoke(frame.Decode());
    }
}
