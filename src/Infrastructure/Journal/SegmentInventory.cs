namespace CcatOps.Infrastructure.Journal;

/// <summary>All segments of a folder, whichever process writes them, as this process last saw them.</summary>
internal sealed class SegmentInventory(string folder, TimeProvider time) : IDisposable
{
    /// <summary>A folder whose time of change is older than this has not changed since it was listed.</summary>
    private static readonly TimeSpan TimestampResolution = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, SegmentSummary> known = new(StringComparer.Ordinal);
    private DateTime listedAsOf;

    /// <summary>Receives each transaction that a look finds; null: nobody follows.</summary>
    public Action<JournalRecord>? Added { get; set; }

    public IReadOnlyList<SegmentSummary> Seen
    {
        get
        {
            lock (gate)
                return [.. known.Values];
        }
    }

    /// <summary>Looks for new segments and reads what was added to known ones.</summary>
    /// <exception cref="JournalUnavailableException">The folder or a segment cannot be read.</exception>
    public IReadOnlyList<SegmentSummary> Refresh()
    {
        lock (gate)
        {
            ListIfChanged();
            foreach (var segment in known.Values.Where(segment => !segment.TryReadOn(Added)).ToArray())
                Forget(segment.Path);
            return Seen;
        }
    }

    /// <summary>Writes the indexes of segments that are closed and have none.</summary>
    /// <returns>Whether something was written.</returns>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public bool IndexClosed()
    {
        lock (gate)
        {
            var closed = known.Values.Where(segment => !segment.IsIndexed && segment.HasRecords).ToArray();
            foreach (var segment in closed)
                segment.WriteIndex();
            return closed.Any(segment => segment.IsIndexed);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var segment in known.Values)
                segment.Dispose();
            known.Clear();
        }
    }

    private void ListIfChanged()
    {
        try
        {
            var changed = Directory.GetLastWriteTimeUtc(folder);
            if (changed == listedAsOf)
                return;
            var present = Directory.GetFiles(folder, "*.journal");
            foreach (var gone in known.Keys.Except(present, StringComparer.Ordinal).ToArray())
                Forget(gone);
            foreach (var path in present.Where(path => !known.ContainsKey(path)))
                known.Add(path, new SegmentSummary(path));

            // A change within the resolution of the folder's time stamp would not show in it.
            listedAsOf = time.GetUtcNow().UtcDateTime - changed > TimestampResolution ? changed : default;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnavailableException(exception.Message, exception);
        }
    }

    private void Forget(string path)
    {
        if (known.Remove(path, out var segment))
            segment.Dispose();
    }
}
