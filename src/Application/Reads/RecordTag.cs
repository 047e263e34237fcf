using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
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

    public static string Of<TRecord>(TRecord record) => OfJson(JsonSerializer.SerializeToUtf8Bytes(record, WireJson.Options));

    /// <param name="json">The record as <see cref="WireJson.Options"/> writes it.</param>
    public static string OfJson(ReadOnlyMemory<byte> json)
    {
        using var record = JsonDocument.Parse(json);
        var values = new ArrayBufferWriter<byte>(json.Length + 64);
        using (var writer = new Utf8JsonWriter(values, new JsonWriterOptions { Encoder = WireJson.Options.Encoder, SkipValidation = true }))
            WriteMembers(writer, record.RootElement, isRecord: true);
        return $"{Digest(values.WrittenSpan)}-{Digest(json.Span)}";
    }

    /// <summary>Whether one of the tags, parted by commas, names the same values of the record as its current tag.</summary>
    public static bool NamesSameValues(string tags, string current) =>
        tags.Split(',').Any(tag => tag.Split('-')[0] == current.Split('-')[0]);

    /// <summary>What PostgreSQL's jsonb keeps of JSON: neither the order of the members nor the spelling of numbers.</summary>
    private static void WriteCanonical(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteMembers(writer, element, isRecord: false);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    WriteCanonical(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                WriteNumber(writer, JsonMarshal.GetRawUtf8Value(element));
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static void WriteMembers(Utf8JsonWriter writer, JsonElement element, bool isRecord)
    {
        var count = element.GetPropertyCount();
        var members = ArrayPool<JsonProperty>.Shared.Rent(count);
        var index = 0;
        foreach (var member in element.EnumerateObject())
            members[index++] = member;
        members.AsSpan(0, count).Sort(static (one, other) =>
            JsonMarshal.GetRawUtf8PropertyName(one).SequenceCompareTo(JsonMarshal.GetRawUtf8PropertyName(other)));

        writer.WriteStartObject();
        foreach (var member in members.AsSpan(0, count))
        {
            if (isRecord && (member.NameEquals("sync"u8) || member.NameEquals("raw_data_files"u8)))
                continue;
            writer.WritePropertyName(JsonMarshal.GetRawUtf8PropertyName(member));
            WriteCanonical(writer, member.Value);
        }

        writer.WriteEndObject();
        ArrayPool<JsonProperty>.Shared.Return(members, clearArray: true);
    }

    private static void WriteNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> text)
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

    private static string Digest(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return Convert.ToHexStringLower(hash[..8]);
    }
}
