namespace CcatOps.Infrastructure.Journal;

/// <summary>The sequences that are final, by the settlements of the journal. Final is for ever, so settlements add up.</summary>
internal sealed class SettledSequences
{
    private SettledSequences(long below, string beyond, SequenceSet sequences) => (Below, Beyond, Sequences) = (below, beyond, sequences);

    /// <summary>Every sequence below is final.</summary>
    public long Below { get; }

    /// <summary>The ranges of the newest settlement beyond <see cref="Below"/>.</summary>
    public string Beyond { get; }

    /// <summary>All final sequences.</summary>
    public SequenceSet Sequences { get; }

    public static SettledSequences Of(IEnumerable<JournalRecord.Settled> settlements)
    {
        // Each settlement includes those before it: those that another process wrote at the same time are few.
        var (below, beyond) = (0L, "");
        var sequences = new SequenceSet();
        foreach (var settled in settlements.OrderBy(settled => settled.At).ThenBy(settled => settled.Below))
        {
            below = Math.Max(below, settled.Below);
            beyond = settled.Beyond ?? "";
        }

        sequences.UnionWith(SequenceSet.Parse(beyond));
        sequences.AddRange(1, below - 1);
        return new(below, beyond, sequences);
    }

    /// <summary>The settlement that must not be lost; null if there is none.</summary>
    public static JournalRecord.Settled? Newest(IEnumerable<JournalRecord.Settled> settlements) =>
        settlements.OrderBy(settled => settled.At).ThenBy(settled => settled.Below).LastOrDefault();

    public bool Contains(long sequence) => Sequences.Contains(sequence);
}
