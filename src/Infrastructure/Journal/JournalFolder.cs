namespace CcatOps.Infrastructure.Journal;

/// <summary>
/// The site's journal: a folder of append-only segment files. Processes of one site on one machine share it; each writes
/// segments of its own and reads those of all.
/// </summary>
internal sealed class JournalFolder : IAsyncDisposable
{
    public const long DefaultSegmentBytes = 64L << 20;

    private JournalFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>Made with the folder, kept in it.</summary>
    public Guid Id { get; }

    /// <summary>The greatest sequence in any segment as of <see cref="Open"/> or the last read, and in what was appended since; 0: none.</summary>
    public long Greatest { get; }

    /// <summary>From the newest <see cref="JournalRecord.Settled"/>; 0: none.</summary>
    public long SettledBelow { get; }

    /// <summary>Why it cannot be written; null: nothing known against it.</summary>
    public string? Fault { get; }

    /// <summary>Places in segments where something between two records could not be read.</summary>
    public int Damaged { get; }

    /// <summary>Segments that end in less than a whole record, as a kill or a power cut leaves them.</summary>
    public int Torn { get; }

    /// <summary>How often this process made appended records safe; concurrent appends share one.</summary>
    public long Flushes { get; }

    /// <summary>A process is accepting into the journal alone, or died while it did.</summary>
    public bool SomeoneIsAlone => File.Exists(System.IO.Path.Combine(Path, "alone"));

    /// <exception cref="JournalUnavailableException">The folder cannot be made, read or understood.</exception>
    public static JournalFolder Open(string path, TimeProvider time, long segmentBytes = DefaultSegmentBytes) =>
        throw new NotImplementedException();

    /// <summary>Completes once the record is on stable storage.</summary>
    /// <param name="record">What to keep.</param>
    /// <param name="cancellationToken">Stops waiting; the record may be written all the same.</param>
    /// <exception cref="JournalUnavailableException">It cannot be written; a later append tries anew.</exception>
    public Task AppendAsync(JournalRecord record, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>
    /// First every edit, discard of sequences from here on (edits of one transaction in their order), then the accepted ones,
    /// ascending by sequence as far as each writer appended them so. Streams; the same record may come twice.
    /// </summary>
    /// <exception cref="JournalUnavailableException">A segment cannot be read, or a newer program wrote it.</exception>
    public IEnumerable<JournalRecord> Read(long fromSequence) => throw new NotImplementedException();

    /// <summary>Deletes the segments all of whose sequences have been settled for longer than <paramref name="retention"/>.</summary>
    /// <returns>How many.</returns>
    public int Prune(DateTimeOffset now, TimeSpan retention) => throw new NotImplementedException();

    /// <summary>
    /// The right to accept alone, for one process at a time; null: another has it. Also takes over from one that died. Disposing
    /// gives it back, but <see cref="SomeoneIsAlone"/> stays until <see cref="EndAlone"/>.
    /// </summary>
    public IDisposable? TryHoldAlone() => throw new NotImplementedException();

    /// <summary>What was accepted alone is back in the buffer. Call it while holding the right.</summary>
    public void EndAlone() => throw new NotImplementedException();

    /// <summary>The right to rebuild the buffer, for one process at a time; null: another has it.</summary>
    public IDisposable? TryHoldRecovery() => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
