using System.Text.Json;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Schema;

namespace CcatOps.Application.Reads.Overlay;

/// <summary>The place of a row of the overlay in the lists of its table, from its columns and without making the record.</summary>
internal static class RowPlace
{
    public static ListPlace Of(Table table, OverlayRow row)
    {
        var key = Begin(row[table.Key]);
        if (table.KeyType == ColumnType.Number)
            return ListPlace.ById(key.GetInt32());
        if (table.NewestBy is not { } newestBy)
            return ListPlace.ById(key.GetGuid());
        var time = Begin(row[newestBy]);
        return ListPlace.NewestFirst(UtcTime.Read(ref time), key.GetGuid());
    }

    private static Utf8JsonReader Begin(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        reader.Read();
        return reader;
    }
}
