namespace CcatOps.Application.Reads.Overlay;

/// <summary>The places of rows in lists and under parents at one moment. It never changes; a row that has since left its place is skipped.</summary>
internal sealed class RunPlaces
{
    public static readonly RunPlaces None = new([], []);

    private readonly byte[] keys;
    private readonly Place[] places;
    private readonly HashIndex byParent;

    /// <param name="keys">The keys of the rows in UTF-8, one after the other.</param>
    /// <param name="places">In any order.</param>
    public RunPlaces(byte[] keys, Place[] places)
    {
        (this.keys, this.places) = (keys, places);
        Array.Sort(places);
        byParent = new HashIndex(places.Length, index => places[index].ParentHash);
    }

    public int Count => places.Length;

    public ref readonly Place this[int index] => ref places[index];

    public RowName NameOf(int index) => new(places[index].Table, KeyOf(index), places[index].RowHash);

    public ReadOnlySpan<byte> KeyOf(int index) => keys.AsSpan(places[index].Key, places[index].KeyLength);

    /// <summary>The first place in the lists of a table that comes after another; where there is none, one of another table or none.</summary>
    public int FirstAfter(byte table, ListPlace? after)
    {
        var (low, high) = (0, places.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            ref readonly var place = ref places[middle];
            if (place.Table < table || (place.Table == table && after is { } passed && place.InLists.CompareTo(passed) <= 0))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    public bool IsOf(byte table, int index) => index < places.Length && places[index].Table == table;

    /// <summary>The first place, from one on, of a row of a table under a parent that has this hash; -1: there is none.</summary>
    public int FindUnder(byte table, int parentHash, int from = -1)
    {
        var index = from < 0 ? byParent.First(parentHash) : byParent.Next(from);
        while (index >= 0 && (places[index].ParentHash != parentHash || places[index].Table != table))
            index = byParent.Next(index);
        return index;
    }

    /// <param name="Table">The table's place among all.</param>
    /// <param name="InLists">The place of the row in its lists.</param>
    /// <param name="Key">The offset of the row's key.</param>
    /// <param name="KeyLength">How long it is.</param>
    /// <param name="RowHash">The hash of table and key.</param>
    /// <param name="ParentHash">The hash of the table and the parent's key.</param>
    internal readonly record struct Place(byte Table, ListPlace InLists, int Key, int KeyLength, int RowHash, int ParentHash) : IComparable<Place>
    {
        public int CompareTo(Place other) => Table != other.Table ? Table.CompareTo(other.Table) : InLists.CompareTo(other.InLists);
    }

    internal sealed class Builder
    {
        private readonly List<byte> keys = [];
        private readonly List<Place> places = [];

        public int Count => places.Count;

        public void Add(byte table, ListPlace inLists, ReadOnlySpan<byte> key, int rowHash, int parentHash)
        {
            places.Add(new Place(table, inLists, keys.Count, key.Length, rowHash, parentHash));
            keys.AddRange(key);
        }

        public void Add(RunPlaces from, int index) =>
            Add(from[index].Table, from[index].InLists, from.KeyOf(index), from[index].RowHash, from[index].ParentHash);

        public RunPlaces Finish() => Count == 0 ? None : new RunPlaces([.. keys], [.. places]);
    }
}
