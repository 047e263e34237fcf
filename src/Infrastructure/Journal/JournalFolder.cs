using CcatOps.Domain.Writes;
using Microsoft.Win32.SafeHandles;

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
    private long lastOrder;

    private JournalFolder(string path, string siteName, TimeProvider time, long segmentBytes, Action<SafeFileHandle> flush)
    {
        Path = path;
        Id = JournalIdentity.ReadOrCreate(path, siteName);
        rights = new JournalRights(path, time);
        inventory = new SegmentInventory(path, time);
        Look();
        Shared = new SharedState(path);
        writer = new SegmentWriter(path, segmentBytes, flush);
        commits = new GroupCommit(writer.Write, () => Shared.Generation, time);
    }

    public string Path { get; }

    /// <summary>Created with the folder, stored in it.</summary>
    public Guid Id { get; }

    /// <summary>The memory that the processes of the site share.</summary>
    public SharedState Shared { get; }

    /// <summary>The greatest sequence in any segment as of <see cref="Open"/> or the last look, and in what was appended since; 0: none.</summary>
    public long Greatest => Interlocked.Read(ref greatest);

    /// <summary>Why it cannot be written; null if nothing is known against it.</summary>
    public string? Fault => commits.Fault;

    /// <summary>Since when its disk has not answered a write; null while it does, or nothing is being written.</summary>
    public DateTimeOffset? StalledSince => commits.StalledSince;

    /// <summary>Places in segments where something between two records could not be read.</summary>
    public int Damaged => inventory.Seen.Sum(segment => segment.Digest.Damaged);

    /// <summary>Segments that end in less than a whole record, as a kill or a power cut leaves them.</summary>
    public int Torn => inventory.Seen.Count(segment => segment.Digest.IsTorn);

    /// <summary>How often this process made appended records safe; concurrent appends share one.</summary>
    public long Flushes => commits.Flushes;

    /// <summary>A process accepts into the journal alone, or died while it did.</summary>
    public bool SomeoneIsAlone => rights.SomeoneIsAlone;

    /// <param name="path">The folder; created if it is missing.</param>
    /// <param name="siteName">The site to which it belongs.</param>
    /// <param name="time">The clock of time stamps and timeouts.</param>
    /// <param name="segmentBytes">The length at which a segment is full.</param>
    /// <param name="flush">Puts a segment on stable storage; null: an fsync.</param>
    /// <exception cref="JournalUnavailableException">The folder cannot be created, read or understood, or belongs to another site.</exception>
    public static JournalFolder Open(
        string path, string siteName, TimeProvider time, long segmentBytes = DefaultSegmentBytes, Action<SafeFileHandle>? flush = null)
    {
        var folder = System.IO.Path.GetFullPath(path);
        return OnFiles(() =>
        {
            StableStorage.MakeFolder(folder);
            return new JournalFolder(folder, siteName, time, segmentBytes, flush ?? StableStorage.SyncFile);
        });
    }

    /// <summary>Completes once the record is on stable storage.</summary>
    /// <param name="record">The record.</param>
    /// <param name="generation">
    /// The generation in which it was made: under another one it is not written. Null: whatever the generation.
    /// </param>
    /// <exception cref="GenerationChangedException">Another generation began before it was written.</exception>
    /// <exception cref="JournalUnavailableException">It cannot be written; a later append tries again.</exception>
    public Task AppendAsync(JournalRecord record, long? generation = null) => AppendAsync(record, generation, isDurable: true);

    /// <summary>As <see cref="AppendAsync(JournalRecord, long?)"/>, but without an fsync: a killed process does not lose the record, a power cut may.</summary>
    public Task NoteAsync(JournalRecord record) => AppendAsync(record, generation: null, isDurable: false);

    /// <summary>The order that the next change of state gets: greater than that of each that any process made before.</summary>
    public long NextOrder()
    {
        Look();
        return Interlocked.Increment(ref lastOrder);
    }

    /// <summary>
    /// First the edits and discards of sequences from here on (those of one transaction in their order), then the transactions, ascending
    /// by sequence. Streams; the same record may come twice.
    /// </summary>
    /// <param name="fromSequence">The least sequence.</param>
    /// <param name="without">Sequences whose transactions are left out; null: none.</param>
    /// <exception cref="JournalUnavailableException">A segment cannot be read, or a newer program wrote it.</exception>
    public IEnumerable<JournalRecord> Read(long fromSequence, SequenceSet? without = null)
    {
        var segments = Look();
        return ReadAmendments(segments, fromSequence).Concat(SegmentMerge.Read(segments, fromSequence, without));
    }

    /// <summary>Looks at what other processes have written since.</summary>
    /// <exception cref="JournalUnavailableException">A segment cannot be read, or a newer program wrote it.</exception>
    public void LookAgain() => Look();

    /// <summary>From now on each look hands over the transactions that it finds; null: no longer.</summary>
    public void Follow(Action<JournalRecord>? added) => inventory.Added = added;

    /// <summary>The states of transactions, as of a look now.</summary>
    /// <exception cref="JournalUnavailableException">A segment cannot be read, or a newer program wrote it.</exception>
    public JournalStates States() => new(Look());

    /// <summary>The sequences of all transactions in it, as of the last look.</summary>
    public SequenceSet Sequences()
    {
        var all = new SequenceSet();
        foreach (var segment in inventory.Seen)
            all.UnionWith(segment.Digest.Sequences);
        return all;
    }

    /// <summary>Whether it has a transaction with a sequence, as of a look now.</summary>
    /// <exception cref="JournalUnavailableException">A segment cannot be read, or a newer program wrote it.</exception>
    public bool Holds(long sequence) => Look().Any(segment => segment.MayHold(sequence) && segment.Digest.Sequences.Contains(sequence));

    /// <summary>The sequences of those that people discarded, as of the last look.</summary>
    public SequenceSet Discarded() => SequenceSet.Of(
        from segment in inventory.Seen
        from amendment in segment.Digest.Amendments
        where amendment.IsDiscard
        select amendment.Sequence);

    /// <summary>The accepted or direct transactions with a claim, as of the last look, the newest first.</summary>
    /// <exception cref="JournalUnavailableException">A segment cannot be read.</exception>
    public IEnumerable<JournaledTransaction> WithClaim(string claim)
    {
        var hash = ClaimHash.Of(claim);
        return from segment in inventory.Seen.Reverse()
               from offset in segment.Entries.WithClaim(hash)
               let found = JournaledTransaction.Of(SegmentReader.TryReadAt(segment.Path, offset))
               where found is not null && found.Transaction.Claims.Contains(claim)
               select found;
    }

    /// <summary>The transaction with a sequence, as of the last look; null if there is none.</summary>
    /// <exception cref="JournalUnavailableException">A segment cannot be read.</exception>
    public JournaledTransaction? Find(long sequence) => inventory.Seen
        .Where(segment => segment.MayHold(sequence) && segment.Digest.Sequences.Contains(sequence))
        .SelectMany(segment => segment.Entries.Ascending().Where(entry => entry.Sequence == sequence), (segment, entry) =>
            JournaledTransaction.Of(SegmentReader.TryReadAt(segment.Path, entry.Offset)))
        .FirstOrDefault(found => found is not null);

    /// <summary>Writes the missing indexes of closed segments, and deletes the segments all of whose sequences have been settled for longer than <paramref name="retention"/>.</summary>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="JournalUnavailableException">A segment cannot be read or deleted.</exception>
    public int Prune(DateTimeOffset now, TimeSpan retention) => OnFiles(() =>
    {
        Look();
        inventory.IndexClosed();
        return SegmentPruning.Choose(inventory.Seen, now - retention).Count(SegmentPruning.TryDelete);
    });

    /// <summary>
    /// The right to accept alone, for one process at a time; null if another has it. Also takes over from one that died. Disposing
    /// gives it back, but <see cref="SomeoneIsAlone"/> stays until <see cref="EndAlone"/>.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The folder cannot be written.</exception>
    public IDisposable? TryHoldAlone() => OnFiles(rights.TryHoldAlone);

    /// <summary>Ends being alone, once the buffer has what was accepted. Call it while holding the right.</summary>
    /// <exception cref="JournalUnavailableException">The folder cannot be written.</exception>
    public void EndAlone() => OnFiles(() =>
    {
        rights.EndAlone();
        return true;
    });

    /// <summary>The right to rebuild the buffer, for one process at a time; null if another has it.</summary>
    /// <exception cref="JournalUnavailableException">The folder cannot be written.</exception>
    public IDisposable? TryHoldRecovery() => OnFiles(rights.TryHoldRecovery);

    /// <summary>The right to put back the claims of settled transactions, for one process at a time; null if another has it.</summary>
    /// <exception cref="JournalUnavailableException">The folder cannot be written.</exception>
    public IDisposable? TryHoldOldClaims() => OnFiles(rights.TryHoldOldClaims);

    public async ValueTask DisposeAsync()
    {
        await commits.DisposeAsync();
        writer.Dispose();
        Shared.Dispose();
        inventory.Dispose();
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

    private static IEnumerable<JournalRecord> ReadAmendments(IReadOnlyList<SegmentSummary> segments, long fromSequence)
    {
        var found = segments
            .SelectMany(segment => segment.Digest.Amendments, (segment, amendment) => (segment.Path, amendment))
            .Where(found => found.amendment.Sequence == 0 || found.amendment.Sequence >= fromSequence)
            .ToArray();
        var withdrawn = found.Where(each => each.amendment.Kind == RecordKind.Withdrawn)
            .Select(each => SegmentReader.TryReadAt(each.Path, each.amendment.Offset))
            .OfType<JournalRecord.Withdrawn>()
            .Select(record => record.Edit)
            .ToHashSet();
        return from each in found
               where each.amendment.Kind == RecordKind.Discarded || (each.amendment.Kind == RecordKind.Edited && !withdrawn.Contains(each.amendment.Order))
               orderby each.amendment.Order
               let record = SegmentReader.TryReadAt(each.Path, each.amendment.Offset)
               where record is not null
               select record;
    }

    private async Task AppendAsync(JournalRecord record, long? generation, bool isDurable)
    {
        var order = record switch
        {
            JournalRecord.Edited edited when edited.Order > 0 => edited.Order,
            JournalRecord.Edited or JournalRecord.Moved { State: not TransactionState.Committed } => NextOrder(),
            JournalRecord.Moved => LatestOrder(),
            _ => 0,
        };
        var frame = RecordFrame.Encode(record, order);
        await commits.AppendAsync(new(frame, SegmentFormat.Sequence(frame), generation, isDurable));
        if (record is not JournalRecord.Settled and not JournalRecord.Moved)
            Raise(ref greatest, SegmentFormat.Sequence(frame));
    }

    private long LatestOrder()
    {
        Look();
        return Interlocked.Read(ref lastOrder);
    }

    private IReadOnlyList<SegmentSummary> Look()
    {
        var segments = inventory.Refresh();
        foreach (var segment in segments)
        {
            Raise(ref greatest, segment.Greatest);
            Raise(ref lastOrder, segment.Digest.LastOrder);
        }

        return segments;
    }

    private static void Raise(ref long value, long atLeast)
    {
        for (var seen = Interlocked.Read(ref value); seen < atLeast; seen = Interlocked.Read(ref value))
            Interlocked.CompareExchange(ref value, atLeast, seen);
    }
}
