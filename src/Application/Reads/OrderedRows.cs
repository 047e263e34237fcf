using System.Collections.Immutable;

namespace CcatOps.Application.Reads;

/// <summary>Rows of one table in the order of its lists, so that a page costs no more where the backlog is long. It never changes.</summary>
internal interface IOrderedRows
{
    int Count { get; }

    IOrderedRowsDraft ToDraft();
}

internal interface IOrderedRowsDraft
{
    void Add(OverlayRow row);

    void Remove(OverlayRow row);

    IOrderedRows Finish();
}

/// <param name="placeOf">The place of a row, of all of whose columns the values are known.</param>
/// <param name="entries">What it holds.</param>
internal sealed class OrderedRows<TPosition>(
    Func<OverlayRow, TPosition> placeOf, ImmutableSortedSet<OrderedRows<TPosition>.Entry> entries) : IOrderedRows
    where TPosition : struct, IComparable<TPosition>
{
    public OrderedRows(Func<OverlayRow, TPosition> placeOf)
        : this(placeOf, [])
    {
    }

    public int Count => entries.Count;

    /// <summary>Rows beginning after a place; takes no longer for those that are not enumerated.</summary>
    public IEnumerable<OverlayRow> After(TPosition? place)
    {
        if (place is not { } after)
            return entries.Select(entry => entry.Row!);
        var found = entries.IndexOf(new Entry(after, null));
        return From(found >= 0 ? found + 1 : ~found);
    }

    public IOrderedRowsDraft ToDraft() => new Draft(placeOf, entries.ToBuilder());

    private IEnumerable<OverlayRow> From(int first)
    {
        for (var index = first; index < entries.Count; index++)
            yield return entries[index].Row!;
    }

    internal readonly record struct Entry(TPosition Place, OverlayRow? Row) : IComparable<Entry>
    {
        public int CompareTo(Entry other) => Place.CompareTo(other.Place);
    }

    private sealed class Draft(Func<OverlayRow, TPosition> placeOf, ImmutableSortedSet<Entry>.Builder entries) : IOrderedRowsDraft
    {
        public void Add(OverlayRow row) => entries.Add(new Entry(placeOf(row), row));

        public void Remove(OverlayRow row) => entries.Remove(new Entry(placeOf(row), null));

        public IOrderedRows Finish() => new OrderedRows<TPosition>(placeOf, entries.ToImmutable());
    }
}
