using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Serialization;

/// <summary>Turns records into changes of their rows, and rows back into records.</summary>
internal static class RowChanges
{
    public static Change Insert<TRecord>(Table table, TRecord record)
    {
        var fields = JsonSerializer.SerializeToElement(record, WireJson.Options);
        var values = new JsonObject(table.Columns.Select(column => KeyValuePair.Create(column, Value(fields, column))));
        return new Change(ChangeKind.Insert, table.Name, fields.GetProperty(table.Key).ToString(), values);
    }

    /// <summary>A record is in order with its parent and the parent's other records; without one, with itself.</summary>
    public static string EntityOf(Table table, Change insert) =>
        table.Reference is { } parent && insert.Values![parent.Column]?.ToString() is { } key
            ? Transaction.Entity(parent.Table, key)
            : Transaction.Entity(table.Name, insert.Key);

    public static Change Update(Table table, string key, object values, object expected) =>
        new(ChangeKind.Update, table.Name, key, Fields(values), Fields(expected));

    public static TRecord ToRecord<TRecord>(JsonObject values) => values.Deserialize<TRecord>(WireJson.Options)!;

    /// <summary>The record as it is with the given columns changed.</summary>
    public static TRecord Patch<TRecord>(TRecord record, JsonObject changed) => ToRecord<TRecord>(Patch(Fields(record), changed));

    /// <summary>The values as they are with the given columns changed.</summary>
    public static JsonObject Patch(JsonObject values, JsonObject changed)
    {
        var fields = values.DeepClone().AsObject();
        foreach (var (column, value) in changed)
            fields[column] = value?.DeepClone();
        return fields;
    }

    private static JsonNode? Value(JsonElement fields, string column) => !fields.TryGetProperty(column, out var value)
        ? null
        : value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Object => JsonObject.Create(value),
            JsonValueKind.Array => JsonArray.Create(value),
            _ => JsonValue.Create(value),
        };

    private static JsonObject Fields<T>(T record) =>
        JsonSerializer.SerializeToNode(record, record!.GetType(), WireJson.Options)!.AsObject();
}
