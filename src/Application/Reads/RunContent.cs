using System.Text;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads;

/// <summary>Transactions as the buffer holds them, and what they change, in few large arrays. It never changes.</summary>
internal sealed class RunContent
{
    private readonly byte[] text;
    private readonly Entry[] entries;
    private readonly Change[] changes;
    private readonly HashIndex byId;
    private readonly HashIndex byRow;
    private readonly Guid least;
    private readonly Guid greatest;

    public RunContent(byte[] text, Entry[] entries, Change[] changes)
    {
        (this.text, this.entries, this.changes) = (text, entries, changes);
        byId = new HashIndex(entries.Length, place => entries[place].Id.GetHashCode());
        byRow = new HashIndex(changes.Length, place => changes[place].Hash);
        (least, greatest) = entries.Length == 0 ? default : (entries.Min(entry => entry.Id), entries.Max(entry => entry.Id));
    }

    public int Count => entries.Length;

    public int Bytes => text.Length;

    public ref readonly Entry this[int entry] => ref entries[entry];

    /// <summary>The place of a transaction; -1: it is not here. Most ids grow with time, so most runs are passed over at a glance.</summary>
    public int Find(Guid id)
    {
        if (id.CompareTo(least) < 0 || id.CompareTo(greatest) > 0)
            return -1;
        var place = byId.First(id.GetHashCode());
        while (place >= 0 && entries[place].Id != id)
            place = byId.Next(place);
        return place;
    }

    /// <summary>The first change, from one on, of a row; -1: there is none.</summary>
    public int FindChange(in RowName row, int from = -1)
    {
        var place = from < 0 ? byRow.First(row.Hash) : byRow.Next(from);
        while (place >= 0 && !IsOf(changes[place], row))
            place = byRow.Next(place);
        return place;
    }

    public int EntryOf(int change) => changes[change].Entry;

    public Table TableOf(int change) => Tables.All[changes[change].Table];

    public string KeyOf(int change) => Encoding.UTF8.GetString(KeyOf(changes[change]));

    /// <summary>The places of a transaction's changes.</summary>
    public IEnumerable<int> ChangesOf(int entry) => Enumerable.Range(entries[entry].FirstChange, entries[entry].Changes);

    public OverlayChange ReadChange(int change)
    {
        ref readonly var found = ref changes[change];
        return new OverlayChange(
            found.Kind, TableOf(change), KeyOf(change), text.AsMemory(entries[found.Entry].Offset + found.Values, found.ValuesLength));
    }

    public ReadOnlyMemory<byte> BodyOf(int entry) => text.AsMemory(entries[entry].Offset, entries[entry].BodyLength);

    /// <summary>A transaction's JSON and the keys behind it.</summary>
    public ReadOnlySpan<byte> TextOf(int entry) => text.AsSpan(entries[entry].Offset, entries[entry].Length);

    public ReadOnlySpan<Change> RawChangesOf(int entry) => changes.AsSpan(entries[entry].FirstChange, entries[entry].Changes);

    private bool IsOf(in Change change, in RowName row) =>
        change.Hash == row.Hash && change.Table == row.Table && KeyOf(change).SequenceEqual(row.Key);

    private ReadOnlySpan<byte> KeyOf(in Change change) => text.AsSpan(entries[change.Entry].Offset + change.Key, change.KeyLength);

    /// <param name="Id">The transaction's id.</param>
    /// <param name="Sequence">Its place in the site's order.</param>
    /// <param name="Offset">Where its text begins.</param>
    /// <param name="Length">Of its text: the JSON, then the keys of its rows.</param>
    /// <param name="BodyLength">Of the JSON.</param>
    /// <param name="FirstChange">Where its changes begin.</param>
    /// <param name="Changes">How many they are.</param>
    /// <param name="Where">Where in the JSON is what is seldom asked for.</param>
    internal readonly record struct Entry(
        Guid Id, long Sequence, int Offset, int Length, int BodyLength, int FirstChange, int Changes, OverlayBody.Places Where);

    /// <summary>What happens to a row. Key and values are given by their places in the text of the entry.</summary>
    internal readonly record struct Change(
        int Entry, ChangeKind Kind, byte Table, int Key, int KeyLength, int Values, int ValuesLength, int Hash);
}
