using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Journal;

/// <summary>A summary of a segment, stored with the index of a closed segment, so that its transactions need not be read.</summary>
internal sealed class SegmentDigest
{
    /// <summary>The sequences of the accepted and of the direct transactions.</summary>
    public SequenceSet Sequences { get; private init; } = new();

    public List<JournalRecord.Settled> Settlements { get; init; } = [];

    /// <summary>Edits, withdrawn edits and discards.</summary>
    public List<Amendment> Amendments { get; init; } = [];

    /// <summary>Changes of state other than to committed: few, for a person or a refusal is behind each.</summary>
    public List<StateChange> Changes { get; init; } = [];

    /// <summary>The committed sequences by the order of the latest change of state that their writer knew.</summary>
    public SortedDictionary<long, SequenceSet> Committed { get; private init; } = [];

    /// <summary>A log position at or after all of these commits; null: there are none.</summary>
    public Lsn? CommittedLsn { get; set; }

    public long LastOrder { get; set; }
    public int Damaged { get; set; }
    public bool IsTorn { get; set; }

    /// <summary>Takes in a record that is no transaction.</summary>
    public void Add(RecordFrame frame)
    {
        LastOrder = Math.Max(LastOrder, frame.Order);
        switch (frame.Kind)
        {
            case RecordKind.Settled:
                Settlements.Add((JournalRecord.Settled)frame.Decode());
                break;
            case RecordKind.Edited or RecordKind.Discarded or RecordKind.Withdrawn:
                Amendments.Add(new Amendment(frame.Offset, frame.Sequence, frame.Order, frame.Kind));
                break;
            case RecordKind.Moved:
                Add((JournalRecord.Moved)frame.Decode(), frame);
                break;
            default:
                frame.Decode();
                break;
        }
    }

    public Stored ToStored() => new(
        Sequences.ToString(),
        Settlements,
        Amendments,
        Changes,
        Committed.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
        CommittedLsn,
        LastOrder,
        Damaged,
        IsTorn);

    public static SegmentDigest Of(Stored stored) => new()
    {
        Sequences = SequenceSet.Parse(stored.Sequences),
        Settlements = [.. stored.Settlements],
        Amendments = [.. stored.Amendments],
        Changes = [.. stored.Changes],
        Committed = new(stored.Committed.ToDictionary(pair => pair.Key, pair => SequenceSet.Parse(pair.Value))),
        CommittedLsn = stored.CommittedLsn,
        LastOrder = stored.LastOrder,
        Damaged = stored.Damaged,
        IsTorn = stored.IsTorn,
    };

    private void Add(JournalRecord.Moved moved, RecordFrame frame)
    {
        var sequences = SequenceSet.Parse(moved.Sequences);
        if (moved.State != TransactionState.Committed)
        {
            Changes.AddRange(sequences.Ascending().Select(sequence => new StateChange(sequence, moved.State, frame.Order, frame.Offset)));
            return;
        }

        if (!Committed.TryGetValue(frame.Order, out var committed))
            Committed.Add(frame.Order, committed = new());
        committed.UnionWith(sequences);
        if (moved.Lsn is { } lsn && (CommittedLsn is not { } known || known < lsn))
            CommittedLsn = lsn;
    }

    /// <summary>The digest as JSON.</summary>
    public sealed record Stored(
        string Sequences,
        IReadOnlyList<JournalRecord.Settled> Settlements,
        IReadOnlyList<Amendment> Amendments,
        IReadOnlyList<StateChange> Changes,
        IReadOnlyDictionary<long, string> Committed,
        Lsn? CommittedLsn,
        long LastOrder,
        int Damaged,
        bool IsTorn);
}

/// <summary>The place of an edit, a withdrawn edit or a discard, and the sequence that it concerns.</summary>
internal sealed record Amendment(long Offset, long Sequence, long Order, RecordKind Kind)
{
    public bool IsDiscard => Kind == RecordKind.Discarded;
}

/// <summary>A transaction failed, or was buffered again.</summary>
internal sealed record StateChange(long Sequence, TransactionState State, long Order, long Offset);
