using System.Text;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads;

/// <summary>A part of the overlay: transactions that came one after the other, what has become of them, and places of rows.</summary>
/// <param name="Content">The transactions, with those that are of no concern any more.</param>
/// <param name="States">What has become of them.</param>
/// <param name="Places">Where rows stand, of this or another run.</param>
internal sealed record OverlayRun(RunContent Content, RunStates States, RunPlaces Places)
{
    public const int MostTransactions = 16_384;
    private const int MostBytes = 16 << 20;

    /// <summary>What another run must at least hold to be worth joining.</summary>
    private int Weight => Math.Max(States.Live, Places.Count);

    public bool IsEmpty => Weight == 0;

    /// <summary>Most of it is gone.</summary>
    public bool IsSparse => States.Live * 4 < Content.Count;

    /// <summary>The place of a transaction that is of concern; -1: it is not here.</summary>
    public int Find(Guid id)
    {
        var entry = Content.Find(id);
        return entry >= 0 && States.IsLive(entry) ? entry : -1;
    }

    /// <summary>The places of its transactions that are of concern.</summary>
    public IEnumerable<int> Live => Enumerable.Range(0, Content.Count).Where(States.IsLive);

    public OverlayTransaction Transaction(int entry) => new(
        Content[entry].Id, Content[entry].Sequence, States.StateOf(entry), States.PositionOf(entry), Content.BodyOf(entry), Content[entry].Where);

    /// <summary>Adds the changes to a row.</summary>
    public void Collect(in RowName row, ref List<RowChange>? found)
    {
        for (var change = Content.FindChange(row); change >= 0; change = Content.FindChange(row, change))
        {
            var entry = Content.EntryOf(change);
            if (States.IsLive(entry))
                (found ??= []).Add(new RowChange(Content[entry].Sequence, change, Content[entry].Id, Content.ReadChange(change)));
        }
    }

    /// <summary>
    /// Whether two that stand side by side should be one. As a run joins only one that is at most twice as long, there are few short ones, and
    /// each transaction is moved a few times only.
    /// </summary>
    public bool Joins(OverlayRun next) =>
        Weight <= 2 * next.Weight
        && Weight + next.Weight <= MostTransactions
        && (long)Content.Bytes + next.Content.Bytes <= MostBytes;

    internal sealed class Builder
    {
        private readonly List<byte> text = [];
        private readonly List<RunContent.Entry> entries = [];
        private readonly List<RunContent.Change> changes = [];
        private readonly List<(TransactionState State, Lsn? Position)> states = [];

        public bool IsFull => entries.Count >= MostTransactions || text.Count >= MostBytes;

        public void Add(OverlayTransaction transaction)
        {
            var offset = text.Count;
            var first = changes.Count;
            text.AddRange(transaction.Body.Span);
            foreach (var change in transaction.Changes)
            {
                var table = RowName.NumberOf(change.Table);
                var key = text.Count - offset;
                text.AddRange(Encoding.UTF8.GetBytes(change.Key));
                transaction.Body.Span.Overlaps(change.Values.Span, out var values);
                changes.Add(new RunContent.Change(
                    entries.Count, change.Kind, table, key, text.Count - offset - key, values, change.Values.Length, RowName.HashOf(table, change.Key)));
            }

            entries.Add(new RunContent.Entry(
                transaction.Id, transaction.Sequence, offset, text.Count - offset, transaction.Body.Length, first, transaction.Changes.Length, transaction.Where));
            states.Add((transaction.State, transaction.Lsn));
        }

        /// <summary>Adds what is still of concern of another run.</summary>
        public void AddLive(OverlayRun run)
        {
            foreach (var entry in run.Live)
            {
                foreach (var change in run.Content.RawChangesOf(entry))
                    changes.Add(change with { Entry = entries.Count });
                entries.Add(run.Content[entry] with { Offset = text.Count, FirstChange = changes.Count - run.Content[entry].Changes });
                text.AddRange(run.Content.TextOf(entry));
                states.Add((run.States.StateOf(entry), run.States.PositionOf(entry)));
            }
        }

        public OverlayRun Finish()
        {
            var known = new RunStates(entries.Count);
            for (var entry = 0; entry < states.Count; entry++)
                known.Set(entry, states[entry].State, states[entry].Position);
            return new OverlayRun(new RunContent([.. text], [.. entries], [.. changes]), known, RunPlaces.None);
        }
    }
}
