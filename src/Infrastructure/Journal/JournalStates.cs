using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Journal;

/// <summary>The states of transactions as the journal knows them, at one moment. The change with the greatest order decides.</summary>
internal sealed class JournalStates
{
    private readonly Dictionary<long, (StateChange Change, string Path)> changes = [];
    private readonly SortedDictionary<long, SequenceSet> committed = [];

    public JournalStates(IReadOnlyList<SegmentSummary> segments)
    {
        foreach (var segment in segments)
        {
            foreach (var change in segment.Digest.Changes)
            {
                if (!changes.TryGetValue(change.Sequence, out var known) || known.Change.Order < change.Order)
                    changes[change.Sequence] = (change, segment.Path);
            }

            foreach (var (order, sequences) in segment.Digest.Committed)
            {
                if (!committed.TryGetValue(order, out var all))
                    committed.Add(order, all = new());
                all.UnionWith(sequences);
            }

            if (segment.Digest.CommittedLsn is { } lsn && (CommittedLsn is not { } greatest || greatest < lsn))
                CommittedLsn = lsn;
        }

        Settled = SettledSequences.Of(segments.SelectMany(segment => segment.Digest.Settlements));
        Final = new();
        Final.UnionWith(Settled.Sequences);
        Final.RemoveAll(changes.Keys.Where(sequence => Of(sequence) != TransactionState.Committed));
    }

    /// <summary>The content of the settlement records.</summary>
    public SettledSequences Settled { get; }

    /// <summary>The settled sequences without those that were put back into the buffer since.</summary>
    public SequenceSet Final { get; }

    /// <summary>A log position at or after all commits; null if none is known.</summary>
    public Lsn? CommittedLsn { get; }

    /// <summary>Every sequence that main is known to have applied.</summary>
    public SequenceSet Committed()
    {
        var all = new SequenceSet();
        foreach (var sequences in committed.Values)
            all.UnionWith(sequences);
        all.RemoveAll(changes.Keys.Where(sequence => Of(sequence) != TransactionState.Committed));
        return all;
    }

    /// <summary>The state of an accepted transaction that is not final.</summary>
    public TransactionState Of(long sequence)
    {
        var known = changes.TryGetValue(sequence, out var found) ? found.Change : null;
        return committed.Any(pair => pair.Key >= (known?.Order ?? 0) && pair.Value.Contains(sequence))
            ? TransactionState.Committed
            : known?.State ?? TransactionState.Buffered;
    }

    /// <summary>Why a transaction failed, as the buffer keeps it; null if it has not.</summary>
    /// <exception cref="JournalUnavailableException">The segment cannot be read.</exception>
    public string? ErrorOf(long sequence) =>
        Of(sequence) == TransactionState.Failed
            && changes.TryGetValue(sequence, out var found)
            && SegmentReader.TryReadAt(found.Path, found.Change.Offset) is JournalRecord.Moved moved
            ? moved.Error
            : null;
}
