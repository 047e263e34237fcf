using System.Collections.Immutable;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads.Overlay;

/// <summary>
/// The rows that buffered and unconfirmed transactions give, as they are at one moment. It never changes. There may be a million, so
/// they are kept in few large arrays: of many small objects each collection would have to look at all.
/// </summary>
public sealed partial class OverlaySnapshot
{
    public static readonly OverlaySnapshot Empty = new();

    private ImmutableArray<OverlayRun> runs = [];

    /// <summary>By table: the keys of rows of which the database knows the rest.</summary>
    private ImmutableArray<ImmutableHashSet<string>> patches = [.. Tables.All.Select(_ => ImmutableHashSet<string>.Empty)];

    /// <summary>By table: how many rows are listed.</summary>
    private ImmutableArray<int> listed = [.. Tables.All.Select(_ => 0)];

    private IReadOnlyList<UnconfirmedTransaction>? unconfirmed;

    private OverlaySnapshot()
    {
    }

    /// <summary>Which moment it is of; null where nobody has told.</summary>
    public OverlayVersion? Version { get; private set; }

    /// <summary>Transactions that main has and this site's replica has not shown yet, oldest first.</summary>
    public IReadOnlyList<UnconfirmedTransaction> Unconfirmed =>
        unconfirmed ??= [.. runs.SelectMany(run => run.Unconfirmed).OrderBy(transaction => transaction.Sequence)];

    /// <summary>All transactions that are in no final state.</summary>
    public IEnumerable<OverlayTransaction> Transactions => runs.SelectMany(run => run.Live.Select(run.Transaction));

    /// <summary>How many transactions are in each state, and the one of them with the lowest sequence.</summary>
    internal IReadOnlyDictionary<TransactionState, (long Count, OverlayTransaction Oldest)> OldestByState()
    {
        var counts = new long[Enum.GetValues<TransactionState>().Length];
        var oldest = new OverlayTransaction[counts.Length];
        foreach (var run in runs)
        {
            for (var entry = 0; entry < run.Content.Count; entry++)
            {
                if (run.States.IsLive(entry) && (int)run.States.StateOf(entry) is var state && counts[state]++ == 0)
                    oldest[state] = run.Transaction(entry);
            }
        }

        return Enum.GetValues<TransactionState>().Where(state => counts[(int)state] > 0)
            .ToDictionary(state => state, state => (counts[(int)state], oldest[(int)state]));
    }

    /// <summary>The state of a transaction; null: it is in a final one, or unknown.</summary>
    public TransactionState? StateOf(Guid id)
    {
        foreach (var run in runs)
        {
            if (run.Find(id) is >= 0 and var entry)
                return run.States.StateOf(entry);
        }

        return null;
    }

    public OverlayRow? Find(Table table, string key) => Find(RowName.Of(table, key));

    /// <summary>The keys of all rows of a table that are known here, entirely or in part.</summary>
    public IReadOnlyCollection<string> Keys(Table table) =>
    [
        .. (from run in runs
            from entry in run.Live
            from change in run.Content.ChangesOf(entry)
            where run.Content.TableOf(change) == table
            select run.Content.KeyOf(change)).Distinct(),
    ];

    /// <summary>The rows under one parent, and all rows that are not whole here, whose parent only the database knows.</summary>
    public IEnumerable<OverlayRow> RowsUnder(Table table, string parent)
    {
        var found = new Dictionary<string, OverlayRow>();
        var number = RowName.NumberOf(table);
        var hash = RowName.HashOf(number, parent);
        foreach (var places in runs.Select(run => run.Places))
        {
            for (var place = places.FindUnder(number, hash); place >= 0; place = places.FindUnder(number, hash, place))
            {
                if (Find(places.NameOf(place)) is { IsListed: true } row && ParentOf(table, row) == parent)
                    found.TryAdd(row.Key, row);
            }
        }

        return found.Values.Concat(Patches(table));
    }

    public Sync SyncOf(OverlayRow row)
    {
        var (run, entry) = Find(row.NewestTransactionId)!.Value;
        return new Sync(run.States.StateOf(entry), row.NewestTransactionId, run.States.PositionOf(entry));
    }

    /// <summary>How many rows of a table are known entirely and not deleted.</summary>
    internal int CountListed(Table table) => listed[RowName.NumberOf(table)];

    /// <summary>
    /// The rows of a table that are known entirely and not deleted, in the order of its lists, beginning after a place; takes no longer for those
    /// that are not enumerated.
    /// </summary>
    internal IEnumerable<OverlayRow> Listed(Table table, ListPlace? after)
    {
        var number = RowName.NumberOf(table);
        var heads = new PriorityQueue<(RunPlaces Places, int Index), ListPlace>();
        foreach (var places in runs.Select(run => run.Places))
            Enqueue(places, places.FirstAfter(number, after));
        while (heads.TryDequeue(out var head, out var place))
        {
            Enqueue(head.Places, head.Index + 1);
            if (place != after && FindAt(table, head.Places, head.Index) is { } row)
                yield return row;
            after = place;
        }

        void Enqueue(RunPlaces places, int index)
        {
            if (places.IsOf(number, index))
                heads.Enqueue((places, index), places[index].InLists);
        }
    }

    /// <summary>The rows of a table of which the database knows the rest.</summary>
    internal IEnumerable<OverlayRow> Patches(Table table) => patches[RowName.NumberOf(table)].Select(key => Find(table, key)!);

    internal OverlaySnapshot With(IEnumerable<OverlayEvent> events, OverlayVersion? version = null)
    {
        var picture = this;
        foreach (var some in events.Chunk(OverlayRun.MostTransactions))
        {
            var draft = new Draft(picture);
            foreach (var happened in some)
                draft.Add(happened);
            picture = draft.Finish();
        }

        picture = (OverlaySnapshot)picture.MemberwiseClone();
        picture.Version = version;
        return picture;
    }

    private OverlayRow? Find(in RowName name)
    {
        List<RowChange>? found = null;
        foreach (var run in runs)
            run.Collect(name, ref found);
        return found is null ? null : new OverlayRow(found);
    }

    /// <summary>The row that once stood at a place, if it still does.</summary>
    private OverlayRow? FindAt(Table table, RunPlaces places, int index) =>
        Find(places.NameOf(index)) is { IsListed: true } row && RowPlace.Of(table, row) == places[index].InLists ? row : null;

    /// <summary>The runs, short ones joined, and without what is of no concern any more where that is most of a run.</summary>
    private List<OverlayRun> Tidied()
    {
        var tidy = new List<OverlayRun>();
        foreach (var run in runs)
        {
            tidy.Add(run.IsSparse ? Join(run) : run);
            while (tidy is [.., var last, var newest] && last.Joins(newest))
            {
                tidy.RemoveRange(tidy.Count - 2, 2);
                tidy.Add(Join(last, newest));
            }

            if (tidy[^1].IsEmpty)
                tidy.RemoveAt(tidy.Count - 1);
        }

        return tidy;
    }

    private OverlayRun Join(params OverlayRun[] some)
    {
        var places = new RunPlaces.Builder();
        foreach (var run in some)
        {
            for (var index = 0; index < run.Places.Count; index++)
            {
                if (FindAt(Tables.All[run.Places[index].Table], run.Places, index) is not null)
                    places.Add(run.Places, index);
            }
        }

        return OverlayRun.Of(some) with { Places = places.Finish() };
    }

    private (OverlayRun Run, int Entry)? Find(Guid id)
    {
        foreach (var run in runs)
        {
            if (run.Find(id) is >= 0 and var entry)
                return (run, entry);
        }

        return null;
    }

    private static string ParentOf(Table table, OverlayRow row) =>
        table.Reference is { } reference ? row.TextOf(reference.Column) ?? "" : "";
}

/// <param name="Id">The transaction's id.</param>
/// <param name="Sequence">Its place in the site's order.</param>
/// <param name="Lsn">A log position at or after its commit.</param>
public readonly record struct UnconfirmedTransaction(Guid Id, long Sequence, Lsn? Lsn);
