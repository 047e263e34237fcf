using System.Buffers;
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
    /// <summary>Up to here every integer is itself as a double too.</summary>
    private const long GreatestSafe = 1L << 53;

    public static string Of<TRecord>(TRecord record) => Of(JsonSerializer.SerializeToNode(record, WireJson.Options)!.AsObject());

    public static string Of(JsonObject answer)
    {
        var whole = Digest(writer => answer.WriteTo(writer, WireJson.Options));
        var values = Digest(writer => WriteCanonical(writer, answer.Where(member => member.Key is not ("sync" or "raw_data_files"))));
        return $"{values}-{whole}";
    }

    /// <summary>Whether one of the tags, parted by commas, names the same values of the record as its current tag.</summary>
    public static bool NamesSameValues(string tags, string current) =>
        tags.Split(',').Any(tag => tag.Split('-')[0] == current.Split('-')[0]);

    /// <summary>What PostgreSQL's jsonb keeps of JSON: neither the order of the members nor the spelling of numbers.</summary>
    private static void WriteCanonical(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                WriteCanonical(writer, members.AsEnumerable());
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (var item in items)
                    WriteCanonical(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number:
                WriteNumber(writer, value.ToJsonString());
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                node.WriteTo(writer, WireJson.Options);
                break;
        }
    }

    private static void WriteCanonical(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, JsonNode?>> members)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName(name);
            WriteCanonical(writer, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) && whole <= GreatestSafe)
        {
            writer.WriteNumberValue(whole);
            return;
        }

        var approximate = double.Parse(text, CultureInfo.InvariantCulture);

        // The division drops trailing zeros, which a decimal keeps.
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) && (double)exact == approximate)
            writer.WriteNumberValue(exact / 1.000000000000000000000000000000000m);
        else
            writer.WriteNumberValue(approximate);
    }

    private static string Digest(Action<Utf8JsonWriter> write)
    {
        var text = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = WireJson.Options.Encoder, MaxDepth = 1_000 }))
            write(writer);
        return Convert.ToHexStringLower(SHA256.HashData(text.WrittenSpan).AsSpan(0, 8));
    }
}
