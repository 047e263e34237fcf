using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.Application.Serialization;

namespace CcatOps.Application.Reads;

/// <summary>
/// Names a version of a record. The first part changes with the record's own values and is what <c>If-Match</c> compares;
/// the second also changes with its files and its way to the main database, so a cached copy never hides those.
/// </summary>
public static class RecordTag
{
    public static string Of<TRecord>(TRecord record) => Of(JsonSerializer.SerializeToNode(record, WireJson.Options)!.AsObject());

    public static string Of(JsonObject answer)
    {
        var whole = Digest(answer);
        var values = answer.DeepClone().AsObject();
        values.Remove("sync");
        values.Remove("raw_data_files");
        return $"{Digest(Canonical(values)!)}-{whole}";
    }

    /// <summary>Whether one of the tags, parted by commas, names the same values of the record as its current tag.</summary>
    public static bool NamesSameValues(string tags, string current) =>
        tags.Split(',').Any(tag => tag.Split('-')[0] == current.Split('-')[0]);

    /// <summary>What PostgreSQL's jsonb keeps of JSON: neither the order of the members nor the spelling of numbers.</summary>
    private static JsonNode? Canonical(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Canonical(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Canonical)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => CanonicalNumber(value),
        _ => node?.DeepClone(),
    };

    private static JsonValue CanonicalNumber(JsonValue number)
    {
        var text = number.ToJsonString();
        var approximate = double.Parse(text, CultureInfo.InvariantCulture);

        // The division drops trailing zeros, which a decimal keeps.
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) && (double)exact == approximate
            ? JsonValue.Create(exact / 1.000000000000000000000000000000000m)
            : JsonValue.Create(approximate);
    }

    private static string Digest(JsonNode fields) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(fields, WireJson.Options)).AsSpan(0, 8));
}
