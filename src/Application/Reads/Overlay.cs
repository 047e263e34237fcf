using System.Collections.Immutable;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads;

/// <summary>The rows that buffered and unconfirmed transactions give, as they are at one moment. It never changes.</summary>
public sealed partial class Overlay
{
    public static readonly Overlay Empty = new();

    private ImmutableDictionary<Guid, OverlayTransaction> transactions = ImmutableDictionary<Guid, OverlayTransaction>.Empty;
    private ImmutableSortedDictionary<(long, Guid), OverlayTransaction> unconfirmed =
        ImmutableSortedDictionary<(long, Guid), OverlayTransaction>.Empty;
    private ImmutableDictionary<string, ImmutableDictionary<string, OverlayRow>> rows =
        Tables.All.ToImmutableDictionary(table => table.Name, _ => ImmutableDictionary<string, OverlayRow>.Empty);
    private ImmutableDictionary<string, ImmutableHashSet<string>> patches =
        Tables.All.ToImmutableDictionary(table => table.Name, _ => ImmutableHashSet<string>.Empty);
    private ImmutableDictionary<string, IOrderedRows> ordered = RecordTypes.NoRows;
    private ImmutableDictionary<(string Table, string Parent), ImmutableHashSet<string>> children =
        ImmutableDictionary<(string, string), ImmutableHashSet<string>>.Empty;

    private Overlay()
    {
    }

    /// <summary>Which moment it is of; null where nobody has told.</summary>
    public OverlayVersion? Version { get; private set; }

    /// <summary>Transactions that main has and this site's replica has not shown yet, oldest first.</summary>
    public IReadOnlyCollection<OverlayTransaction> Unconfirmed => new ValuesOf(unconfirmed);

    /// <summary>All transactions that are in no final state.</summary>
    public IEnumerable<OverlayTransaction> Transactions => transactions.Values;

    public OverlayRow? Find(Table table, string key) => rows[table.Name].GetValueOrDefault(key);

    public IEnumerable<OverlayRow> Rows(Table table) => rows[table.Name].Values;

    /// <summary>The rows under one parent, and all rows that are not whole here, whose parent only the database knows.</summary>
    public IEnumerable<OverlayRow> RowsUnder(Table table, string parent) =>
        children.GetValueOrDefault((table.Name, parent), [])
            .Concat(children.GetValueOrDefault((table.Name, ""), []))
            .Select(key => Find(table, key)!);

    public Sync SyncOf(OverlayRow row)
    {
        var newest = transactions[row.NewestTransactionId];
        return new Sync(newest.State, newest.Id, newest.Lsn);
    }

    /// <summary>The rows of a table that are known entirely and not deleted, in the order of its lists.</summary>
    internal OrderedRows<TPosition> Ordered<TPosition>(Table table)
        where TPosition : struct, IComparable<TPosition> => (OrderedRows<TPosition>)ordered[table.Name];

    /// <summary>The rows of a table of which the database knows the rest.</summary>
    internal IEnumerable<OverlayRow> Patches(Table table) => patches[table.Name].Select(key => Find(table, key)!);

    internal Overlay With(IEnumerable<OverlayEvent> events, OverlayVersion? version = null)
    {
        var draft = new Draft(this);
        foreach (var happened in events)
            draft.Add(happened);
        return draft.Finish(version);
    }

    private sealed class ValuesOf(ImmutableSortedDictionary<(long, Guid), OverlayTransaction> source)
        : IReadOnlyCollection<OverlayTransaction>
    {
        public int Count => source.Count;

        public IEnumerator<OverlayTransaction> GetEnumerator() => source.Values.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
