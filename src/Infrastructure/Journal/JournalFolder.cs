namespace CcatOps.Infrastructure.Journal;

/// <summary>
/// The site's journal: a folder of append-only segment files. Processes of one site on one machine share it; each writes
/// segments of its own and reads those of all.
/// </summary>
internal sealed class JournalFolder : IAsyncDisposable
{
    public const long DefaultSegmentBytes = 64L << 20;

    private readonly JournalRights rights;
    private readonly SegmentInventory inventory;
    private readonly SegmentWriter writer;
    private readonly GroupCommit commits;
    private long greatest;
    private long settledBelow;
    private long lastOrder;

    private JournalFolder(string path, TimeProvider time, long segmentBytes)
    {
        Path = path;
        Id = JournalIdentity.ReadOrMake(path);
        rights = new JournalRights(path, time);
        inventory = new SegmentInventory(path);
        Look();
        writer = new SegmentWriter(path, segmentBytes);
        commits = new GroupCommit(writer.Write);
    }

    public string Path { get; }

    /// <summary>Made with the folder, kept in it.</summary>
    public Guid Id { get; }

    /// <summary>The greatest sequence in any segment as of <see cref="Open"/> or the last read, and in what was appended since; 0: none.</summary>
    public long Greatest => Interlocked.Read(ref greatest);

    /// <summary>From the newest <see cref="JournalRecord.Settled"/>; 0: none.</summary>
    public long SettledBelow => Interlocked.Read(ref settledBelow);

    /// <summary>Why it cannot be written; null: nothing known against it.</summary>
    public string? Fault => commits.Fault;

    /// <summary>Places in segments where something between two records could not be read.</summary>
    public int Damaged => inventory.Seen.Sum(segment => segment.Damaged);

    /// <summary>Segments that end in less than a whole record, as a kill or a power cut leaves them.</summary>
    public int Torn => inventory.Seen.Count(segment => segment.IsTorn);

    /// <summary>How often this process made appended records safe; concurrent appends share one.</summary>
    public long Flushes => commits.Flushes;

    /// <summary>A process is accepting into the journal alone, or died while it did.</summary>
    public bool SomeoneIsAlone => rights.SomeoneIsAlone;

    /// <exception cref="JournalUnavailableException">The folder cannot be made, read or understood.</exception>
    public static JournalFolder Open(string path, TimeProvider time, long segmentBytes = DefaultSegmentBytes)
    {
        var folder = System.IO.Path.GetFullPath(path);
        return OnFiles(() =>
        {
            StableStorage.MakeFolder(folder);
            return new JournalFolder(folder, time, segmentBytes);
        });
    }

    /// <summary>Completes once the record is on stable storage.</summary>
    /// <param name="record">What to keep.</param>
    /// <param name="cancellationToken">Stops waiting; the record may be written all the same.</param>
    /// <exception cref="JournalUnavailableException">It cannot be written; a later append tries anew.</exception>
    public async Task AppendAsync(JournalRecord record, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var frame = RecordFrame.Encode(record, record is JournalRecord.Edited ? NextOrder() : 0);
        await AppendAsync(record, frame).WaitAsync(cancellationToken);
    }

    /// <summary>
    /// First the edits and discards of sequences from here on (edits of one transaction in their order), then the accepted ones,
    /// ascending by sequence as far as each writer appended them so. Streams; the same record may come twice.
    /// </summary>
    /// <exception cref="JournalUnavailableException">A segment cannot be read, or a newer program wrote it.</exception>
    public IEnumerable<JournalRecord> Read(long fromSequence)
    {
        var segments = Look();
        return ReadAmendments(segments, fromSequence).Concat(SegmentMerge.Read(segments, fromSequence));
    }

    /// <summary>Looks at what others have written since.</summary>
    /// <exception cref="JournalUnavailableException">A segment cannot be read, or a newer program wrote it.</exception>
    public void LookAgain() => Look();

    /// <summary>The sequences of all transactions in it, as of the last look.</summary>
    public SequenceSet Sequences() => inventory.Sequences();

    /// <summary>The sequences of those that people gave up, as of the last look.</summary>
    public SequenceSet Discarded() => inventory.Discarded();

    /// <summary>Deletes the segments all of whose sequences have been settled for longer than <paramref name="retention"/>.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="JournalUnavailableException">A segment cannot be read or deleted.</exception>
    public int Prune(DateTimeOffset now, TimeSpan retention) =>
        OnFiles(() => SegmentPruning.Choose(Look(), now - retention).Count(SegmentPruning.TryDelete));

    /// <summary>
    /// The right to accept alone, for one process at a time; null: another has it. Also takes over from one that died. Disposing
    /// gives it back, but <see cref="SomeoneIsAlone"/> stays until <see cref="EndAlone"/>.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The folder cannot be written.</exception>
    public IDisposable? TryHoldAlone() => OnFiles(rights.TryHoldAlone);

    /// <summary>What was accepted alone is back in the buffer. Call it while holding the right.</summary>
    /// <exception cref="JournalUnavailableException">The folder cannot be written.</exception>
    public void EndAlone() => OnFiles(() =>
    {
        rights.EndAlone();
        return true;
    });

    /// <summary>The right to rebuild the buffer, for one process at a time; null: another has it.</summary>
    /// <exception cref="JournalUnavailableException">The folder cannot be written.</exception>
    public IDisposable? TryHoldRecovery() => OnFiles(rights.TryHoldRecovery);

    public async ValueTask DisposeAsync()
    {
        await commits.DisposeAsync();
        writer.Dispose();
    }

    private static T OnFiles<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnavailableException(exception.Message, exception);
        }
    }

    private static IEnumerable<JournalRecord> ReadAmendments(IReadOnlyList<SegmentSummary> segments, long fromSequence) =>
        from found in segments.SelectMany(segment => segment.Amendments, (segment, amendment) => (segment.Path, amendment))
        where found.amendment.Sequence == 0 || found.amendment.Sequence >= fromSequence
        orderby found.amendment.Order
        let record = SegmentReader.TryReadAt(found.Path, found.amendment.Offset)
        where record is not null
        select record;

    private async Task AppendAsync(JournalRecord record, byte[] frame)
    {
        await commits.AppendAsync(frame, SegmentFormat.Sequence(frame));
        if (record is JournalRecord.Settled settled)
            Raise(ref settledBelow, settled.Below);
        else
            Raise(ref greatest, SegmentFormat.Sequence(frame));
    }

    /// <summary>After every edit that any process has made: what is read here was safe before this one was asked for.</summary>
    private long NextOrder()
    {
        Look();
        return Interlocked.Increment(ref lastOrder);
    }

    private IReadOnlyList<SegmentSummary> Look()
    {
        var segments = inventory.Refresh();
        foreach (var segment in segments)
        {
            Raise(ref greatest, segment.Greatest);
            Raise(ref settledBelow, segment.SettledBelow);
            Raise(ref lastOrder, segment.LastOrder);
        }

        return segments;
    }

    private static void Raise(ref long value, long atLeast)
    {
        for (var seen = Interlocked.Read(ref value); seen < atLeast; seen = Interlocked.Read(ref value))
            Interlocked.CompareExchange(ref value, atLeast, seen);
    }
}
