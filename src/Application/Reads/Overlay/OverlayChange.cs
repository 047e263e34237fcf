using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads.Overlay;

/// <summary>A change as the overlay keeps it.</summary>
/// <param name="Kind">The kind of change to the row.</param>
/// <param name="Table">Its table.</param>
/// <param name="Key">Its primary key, as text.</param>
/// <param name="Values">The JSON object with its columns, a part of the transaction's own JSON; empty where it has none.</param>
internal sealed record OverlayChange(ChangeKind Kind, Table Table, string Key, ReadOnlyMemory<byte> Values)
{
    public JsonObject ReadValues() => JsonNode.Parse(Values.Span)!.AsObject();

    /// <summary>The JSON of one column's value, found without taking the others apart; empty where it is not set.</summary>
    public ReadOnlySpan<byte> Find(string column)
    {
        if (Values.IsEmpty)
            return default;
        var reader = new Utf8JsonReader(Values.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isFound = reader.ValueTextEquals(column);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isFound)
                return Values.Span[start..(int)reader.BytesConsumed];
        }

        return default;
    }
}
