using System.Text;
using CcatOps.Domain.Schema;

namespace CcatOps.Application.Reads.Overlay;

/// <summary>A row's table and key, ready to be compared with many.</summary>
/// <param name="table">The table's place among <see cref="Tables.All"/>.</param>
/// <param name="key">Its primary key as text, in UTF-8.</param>
/// <param name="hash">The hash of both.</param>
internal readonly ref struct RowName(byte table, ReadOnlySpan<byte> key, int hash)
{
    public byte Table { get; } = table;

    public ReadOnlySpan<byte> Key { get; } = key;

    public int Hash { get; } = hash;

    public static RowName Of(Table table, string key) => new(NumberOf(table), Encoding.UTF8.GetBytes(key), HashOf(NumberOf(table), key));

    public static byte NumberOf(Table table) => (byte)Tables.All.IndexOf(table);

    public static int HashOf(byte table, string key) => HashCode.Combine(table, key);
}
