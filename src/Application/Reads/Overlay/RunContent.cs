using System.Text;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads.Overlay;

/// <summary>Transactions as the buffer holds them, and what they change, in few large arrays. It never changes.</summary>
internal sealed class RunContent
{
    private const int MostTexts = 32;

    private readonly byte[][] texts;
    private readonly Entry[] entries;
    private readonly Change[] changes;
    private readonly HashIndex byId;
    private readonly HashIndex byRow;
    private readonly Guid least;
    private readonly Guid greatest;

    /// <summary>By table: the least and the greatest key; null where none of its rows is changed.</summary>
    private readonly (byte[] Least, byte[] Greatest)?[] keyRanges;

    private RunContent(byte[][] texts, Entry[] entries, Change[] changes)
    {
        (this.texts, this.entries, this.changes) = (texts, entries, changes);
        byId = new HashIndex(entries.Length, place => entries[place].Id.GetHashCode());
        byRow = new HashIndex(changes.Length, place => changes[place].Hash);
        (least, greatest) = entries.Length == 0 ? default : (entries.Min(entry => entry.Id), entries.Max(entry => entry.Id));
        keyRanges = [.. Enumerable.Range(0, Tables.All.Length).Select(table => KeyRangeOf((byte)table))];
    }

    public static RunContent Of(IReadOnlyList<OverlayTransaction> transactions)
    {
        var text = GC.AllocateUninitializedArray<byte>(transactions.Sum(TextBytes));
        var entries = new Entry[transactions.Count];
        var changes = new Change[transactions.Sum(transaction => transaction.Changes.Length)];
        var (end, changed) = (0, 0);
        for (var entry = 0; entry < entries.Length; entry++)
        {
            var (transaction, start, first) = (transactions[entry], end, changed);
            transaction.Body.Span.CopyTo(text.AsSpan(start));
            end += transaction.Body.Length;
            foreach (var change in transaction.Changes)
            {
                var (table, keyLength) = (RowName.NumberOf(change.Table), Encoding.UTF8.GetBytes(change.Key, text.AsSpan(end)));
                transaction.Body.Span.Overlaps(change.Values.Span, out var values);
                changes[changed++] = new Change(
                    entry, change.Kind, table, end - start, keyLength, values, change.Values.Length, RowName.HashOf(table, change.Key));
                end += keyLength;
            }

            entries[entry] = new Entry(
                transaction.Id, transaction.Sequence, 0, start, end - start, transaction.Body.Length, first, changed - first, transaction.Where);
        }

        return new RunContent([text], entries, changes);
    }

    /// <summary>Some of the transactions of several. Their text stays where it is, unless it is in many pieces or mostly of no use.</summary>
    public static RunContent Of(IReadOnlyList<(RunContent Content, int[] Entries)> some)
    {
        var entries = new Entry[some.Sum(part => part.Entries.Length)];
        var changes = new Change[some.Sum(part => part.Entries.Sum(entry => part.Content[entry].Changes))];
        byte[][] texts = [.. some.SelectMany(part => part.Content.texts)];
        var (count, changed, text) = (0, 0, 0);
        foreach (var (content, kept) in some)
        {
            foreach (var entry in kept)
            {
                ref readonly var old = ref content.entries[entry];
                foreach (var change in content.changes.AsSpan(old.FirstChange, old.Changes))
                    changes[changed++] = change with { Entry = count };
                entries[count++] = old with { Text = old.Text + text, FirstChange = changed - old.Changes };
            }

            text += content.texts.Length;
        }

        var used = entries.Sum(entry => entry.Length);
        return texts.Length > MostTexts || used < texts.Sum(each => each.Length) / 2
            ? new RunContent([Gathered(texts, entries, used)], entries, changes)
            : new RunContent(texts, entries, changes);
    }

    public int Count => entries.Length;

    public int Bytes => texts.Sum(text => text.Length);

    public ref readonly Entry this[int entry] => ref entries[entry];

    /// <summary>Returns the place of a transaction, or -1 if it is not here. Most ids grow with time, so most runs are skipped by one comparison.</summary>
    public int Find(Guid id)
    {
        if (id.CompareTo(least) < 0 || id.CompareTo(greatest) > 0)
            return -1;
        var place = byId.First(id.GetHashCode());
        while (place >= 0 && entries[place].Id != id)
            place = byId.Next(place);
        return place;
    }

    /// <summary>The first change, from one on, of a row; -1: there is none. Most keys grow with time, too.</summary>
    public int FindChange(in RowName row, int from = -1)
    {
        if (keyRanges[row.Table] is not var (first, last) || row.Key.SequenceCompareTo(first) < 0 || row.Key.SequenceCompareTo(last) > 0)
            return -1;
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
            found.Kind, TableOf(change), KeyOf(change), TextOf(found.Entry).Slice(found.Values, found.ValuesLength));
    }

    public ReadOnlyMemory<byte> BodyOf(int entry) => TextOf(entry)[..entries[entry].BodyLength];

    private (byte[] Least, byte[] Greatest)? KeyRangeOf(byte table)
    {
        int? least = null, greatest = null;
        for (var place = 0; place < changes.Length; place++)
        {
            if (changes[place].Table != table)
                continue;
            var key = KeyOf(changes[place]);
            if (least is not { } lowest || key.SequenceCompareTo(KeyOf(changes[lowest])) < 0)
                least = place;
            if (greatest is not { } highest || key.SequenceCompareTo(KeyOf(changes[highest])) > 0)
                greatest = place;
        }

        return least is { } from && greatest is { } to ? (KeyOf(changes[from]).ToArray(), KeyOf(changes[to]).ToArray()) : null;
    }

    private bool IsOf(in Change change, in RowName row) =>
        change.Hash == row.Hash && change.Table == row.Table && KeyOf(change).SequenceEqual(row.Key);

    private ReadOnlySpan<byte> KeyOf(in Change change) => TextOf(change.Entry).Span.Slice(change.Key, change.KeyLength);

    private ReadOnlyMemory<byte> TextOf(int entry) => texts[entries[entry].Text].AsMemory(entries[entry].Offset, entries[entry].Length);

    private static int TextBytes(OverlayTransaction transaction) =>
        transaction.Body.Length + transaction.Changes.Sum(change => Encoding.UTF8.GetByteCount(change.Key));

    /// <summary>The text of all entries in one piece.</summary>
    private static byte[] Gathered(byte[][] texts, Entry[] entries, int bytes)
    {
        var text = GC.AllocateUninitializedArray<byte>(bytes);
        var end = 0;
        foreach (ref var entry in entries.AsSpan())
        {
            texts[entry.Text].AsSpan(entry.Offset, entry.Length).CopyTo(text.AsSpan(end));
            entry = entry with { Text = 0, Offset = end };
            end += entry.Length;
        }

        return text;
    }

    /// <param name="Id">The transaction's id.</param>
    /// <param name="Sequence">Its place in the site's order.</param>
    /// <param name="Text">Which text it is in.</param>
    /// <param name="Offset">The offset of its own text in it.</param>
    /// <param name="Length">The length of its text: the JSON, then the keys of its rows.</param>
    /// <param name="BodyLength">The length of the JSON.</param>
    /// <param name="FirstChange">The index of its first change.</param>
    /// <param name="Changes">How many they are.</param>
    /// <param name="Where">The positions of members that are rarely read.</param>
    internal readonly record struct Entry(
        Guid Id, long Sequence, int Text, int Offset, int Length, int BodyLength, int FirstChange, int Changes, OverlayBody.Places Where);

    /// <summary>A change to a row. Key and values are given by their positions in the text of the entry.</summary>
    internal readonly record struct Change(
        int Entry, ChangeKind Kind, byte Table, int Key, int KeyLength, int Values, int ValuesLength, int Hash);
}
