namespace CcatOps.Infrastructure.Journal;

/// <summary>All segments of a folder, whoever writes them, as this process last saw them.</summary>
internal sealed class SegmentInventory(string folder)
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, SegmentSummary> known = new(StringComparer.Ordinal);

    /// <summary>Looks for new segments and reads what was added to known ones.</summary>
    /// <exception cref="JournalUnavailableException">The folder or a segment cannot be read.</exception>
    public IReadOnlyList<SegmentSummary> Refresh()
    {
        lock (gate)
        {
            foreach (var path in Find())
            {
                if (!known.TryGetValue(path, out var segment))
                    known.Add(path, segment = new SegmentSummary(path));
                if (!segment.TryReadOn())
                    known.Remove(path);
            }

            return Seen;
        }
    }

    /// <summary>The sequences of all accepted transactions, as of the last look.</summary>
    public SequenceSet Sequences()
    {
        var all = new SequenceSet();
        lock (gate)
        {
            foreach (var segment in known.Values)
                all.UnionWith(segment.Sequences);
        }

        return all;
    }

    /// <summary>The sequences of what people gave up, as of the last look.</summary>
    public SequenceSet Discarded()
    {
        var all = new SequenceSet();
        lock (gate)
        {
            foreach (var discard in known.Values.SelectMany(segment => segment.Amendments).Where(amendment => amendment.IsDiscard))
                all.Add(discard.Sequence);
        }

        return all;
    }

    public IReadOnlyList<SegmentSummary> Seen
    {
        get
        {
            lock (gate)
                return [.. known.Values];
        }
    }

    private string[] Find()
    {
        try
        {
            var present = Directory.GetFiles(folder, "*.journal");
            foreach (var gone in known.Keys.Except(present, StringComparer.Ordinal).ToArray())
                known.Remove(gone);
            return present;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnavailableException(exception.Message, exception);
        }
    }
}
