using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads.Overlay;

/// <summary>A part of the overlay: transactions that came one after the other, what has become of them, and places of rows.</summary>
/// <param name="Content">The transactions, with those that are of no concern any more.</param>
/// <param name="States">The states of its transactions.</param>
/// <param name="Places">The places of rows, of this run or another.</param>
internal sealed record OverlayRun(RunContent Content, RunStates States, RunPlaces Places)
{
    public const int MostTransactions = 16_384;
    public const int MostBytes = 16 << 20;

    /// <summary>The least size at which another run is worth merging.</summary>
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

    public static OverlayRun Of(IReadOnlyList<OverlayTransaction> transactions)
    {
        var states = new RunStates(transactions.Count);
        for (var entry = 0; entry < transactions.Count; entry++)
            states.Set(entry, transactions[entry].State, transactions[entry].Lsn);
        return new OverlayRun(RunContent.Of(transactions), states, RunPlaces.None);
    }

    /// <summary>Merges the relevant parts of several runs, without places.</summary>
    public static OverlayRun Of(IReadOnlyList<OverlayRun> some)
    {
        (OverlayRun Run, int[] Entries)[] kept = [.. some.Select(run => (run, run.Live.ToArray()))];
        var states = new RunStates(kept.Sum(part => part.Entries.Length));
        var count = 0;
        foreach (var (run, entries) in kept)
        {
            foreach (var entry in entries)
                states.Set(count++, run.States.StateOf(entry), run.States.PositionOf(entry));
        }

        return new OverlayRun(RunContent.Of([.. kept.Select(part => (part.Run.Content, part.Entries))]), states, RunPlaces.None);
    }

    public IEnumerable<UnconfirmedTransaction> Unconfirmed => States.Committed == 0 ? [] :
        from entry in Live
        where States.StateOf(entry) == TransactionState.Committed
        select new UnconfirmedTransaction(Content[entry].Id, Content[entry].Sequence, States.PositionOf(entry));

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
}
