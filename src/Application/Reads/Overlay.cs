using System.Collections.Immutable;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads;

/// <summary>The rows that buffered and unconfirmed transactions give, as they are at one moment. It never changes.</summary>
public sealed class Overlay
{
    public static readonly Overlay Empty = new();

    private ImmutableDictionary<Guid, OverlayTransaction> transactions = ImmutableDictionary<Guid, OverlayTransaction>.Empty;
    private ImmutableSortedDictionary<(long, Guid), OverlayTransaction> unconfirmed =
        ImmutableSortedDictionary<(long, Guid), OverlayTransaction>.Empty;
    private ImmutableDictionary<string, ImmutableDictionary<string, OverlayRow>> rows =
        ImmutableDictionary<string, ImmutableDictionary<string, OverlayRow>>.Empty;
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

    public OverlayRow? Find(Table table, string key) => rows.GetValueOrDefault(table.Name)?.GetValueOrDefault(key);

    public IEnumerable<OverlayRow> Rows(Table table) => rows.GetValueOrDefault(table.Name)?.Values ?? [];

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

    internal Overlay With(IEnumerable<OverlayEvent> events, OverlayVersion? version = null)
    {
        var next = (Overlay)MemberwiseClone();
        next.Version = version;
        foreach (var happened in events)
        {
            switch (happened)
            {
                case OverlayEvent.Taken { Transaction: var transaction }:
                    next.Take(transaction);
                    break;
                case OverlayEvent.Moved moved:
                    foreach (var id in moved.Ids)
                        next.Move(id, moved.State, moved.Lsn);
                    break;
                case OverlayEvent.Released released:
                    foreach (var id in released.Ids)
                        next.Release(id);
                    break;
            }
        }

        return next;
    }

    private void Take(OverlayTransaction transaction)
    {
        var isKnown = transactions.ContainsKey(transaction.Id);
        Put(transaction);
        if (isKnown)
            return;
        foreach (var change in transaction.Transaction.Changes)
            Put(change, OverlayRow.With(Find(Tables.Named(change.Table), change.Key), transaction.Sequence, transaction.Id, change));
    }

    private void Move(Guid id, TransactionState state, Lsn? lsn)
    {
        if (transactions.TryGetValue(id, out var transaction))
            Put(transaction with { State = state, Lsn = lsn });
    }

    private void Release(Guid id)
    {
        if (!transactions.TryGetValue(id, out var transaction))
            return;
        transactions = transactions.Remove(id);
        unconfirmed = unconfirmed.Remove((transaction.Sequence, id));
        foreach (var change in transaction.Transaction.Changes)
            Put(change, OverlayRow.Without(Find(Tables.Named(change.Table), change.Key), id));
    }

    private void Put(OverlayTransaction transaction)
    {
        transactions = transactions.SetItem(transaction.Id, transaction);
        var place = (transaction.Sequence, transaction.Id);
        unconfirmed = transaction.State == TransactionState.Committed ? unconfirmed.SetItem(place, transaction) : unconfirmed.Remove(place);
    }

    private void Put(Change change, OverlayRow? row)
    {
        var table = Tables.Named(change.Table);
        Unlist(table, Find(table, change.Key));
        var ofTable = rows.GetValueOrDefault(table.Name, ImmutableDictionary<string, OverlayRow>.Empty);
        rows = rows.SetItem(table.Name, row is null ? ofTable.Remove(change.Key) : ofTable.SetItem(change.Key, row));
        if (row is not null)
            children = children.SetItem(ParentOf(table, row), children.GetValueOrDefault(ParentOf(table, row), []).Add(row.Key));
    }

    private void Unlist(Table table, OverlayRow? row)
    {
        if (row is null)
            return;
        var rest = children[ParentOf(table, row)].Remove(row.Key);
        children = rest.IsEmpty ? children.Remove(ParentOf(table, row)) : children.SetItem(ParentOf(table, row), rest);
    }

    private static (string Table, string Parent) ParentOf(Table table, OverlayRow row) =>
        (table.Name, row.IsWhole && table.Reference is { } reference ? row.Values?[reference.Column]?.ToString() ?? "" : "");

    private sealed class ValuesOf(ImmutableSortedDictionary<(long, Guid), OverlayTransaction> source)
        : IReadOnlyCollection<OverlayTransaction>
    {
        public int Count => source.Count;

        public IEnumerator<OverlayTransaction> GetEnumerator() => source.Values.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
