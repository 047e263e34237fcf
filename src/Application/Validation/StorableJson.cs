using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.Application.Serialization;

namespace CcatOps.Application.Validation;

/// <summary>Checks that PostgreSQL's <c>jsonb</c> can store a value. https://www.postgresql.org/docs/15/datatype-json.html</summary>
public static class StorableJson
{
    /// <summary>The buffer keeps an object inside other objects, and reads no more than 64 levels.</summary>
    public const int DeepestObject = 32;

    /// <summary>The largest scale of <c>numeric</c>, as which <c>jsonb</c> holds numbers. Trailing zeros count.</summary>
    public const int MostFractionDigits = 16_383;

    /// <summary>
    /// The most characters of an object as PostgreSQL writes it, where an exponent becomes zeros. A request is bounded by its size, but a few
    /// bytes such as 1e-16000 would be read back as thousands of characters.
    /// </summary>
    public const int LongestWritten = 4 * 1024 * 1024;

    /// <summary>Characters in which no number without an exponent exceeds a double.</summary>
    private const int LongestPlainDouble = 308;

    /// <summary>Why main could not hold the object; null: it can.</summary>
    public static string? Misfit(JsonObject value)
    {
        if (ToJson(value) is not { } json)
            return "must not contain unpaired surrogates.";

        var (depth, written, member) = (0, (long)json.Length, "");
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    depth = Math.Max(depth, reader.CurrentDepth + 1);
                    break;

                // Text that is not escaped holds no control character.
                case JsonTokenType.PropertyName or JsonTokenType.String when reader.ValueIsEscaped && reader.GetString()!.Contains('\0'):
                    return "must not contain the character U+0000.";
                case JsonTokenType.PropertyName:
                    member = reader.ValueSpan.Length <= 100 ? reader.GetString()! : "";
                    break;
                case JsonTokenType.Number:
                    if (Misfit(reader.ValueSpan) is { } misfit)
                        return $"{misfit} (in {(member.Length > 0 ? $"\"{member}\"" : "it")}).";
                    written += new JsonNumber(reader.ValueSpan).WrittenLength;
                    break;
            }
        }

        return depth > DeepestObject ? $"must not be nested more than {DeepestObject} levels deep."
            : written > LongestWritten ? $"must have at most {LongestWritten} characters when its numbers are written without exponents."
            : null;
    }

    /// <summary>Why main could not hold the number; null: it can.</summary>
    /// <param name="number">Its JSON.</param>
    public static string? Misfit(ReadOnlySpan<byte> number) =>
        number.Length <= LongestPlainDouble && number.IndexOfAny((byte)'e', (byte)'E') < 0 ? null
        : new JsonNumber(number).Scale > MostFractionDigits
            ? $"must not contain numbers with more than {MostFractionDigits} digits after the decimal point, exponents included"
        : !double.IsFinite(double.Parse(number, CultureInfo.InvariantCulture)) || IsBeyondExponents(number)
            ? "must not contain numbers beyond the range of a double"
        : null;

    /// <summary>
    /// The value with everything that main could not hold as text: numbers in their own spelling, and U+0000 as its escape sequence. For the
    /// record of what somebody has corrected.
    /// </summary>
    public static JsonNode? Spelled(JsonNode? value) => value switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(Spelled(member.Key), Spelled(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Spelled)]),
        JsonValue single when single.GetValueKind() == JsonValueKind.String => JsonValue.Create(Spelled(single.Deserialize<string>(WireJson.Options)!)),
        JsonValue single when single.GetValueKind() == JsonValueKind.Number && single.ToJsonString() is var text
            && Misfit(Encoding.UTF8.GetBytes(text)) is not null => JsonValue.Create(text),
        _ => value?.DeepClone(),
    };

    private static string Spelled(string text) => text.Replace("\0", "\\u0000", StringComparison.Ordinal);

    /// <summary>A zero with an exponent that PostgreSQL cannot read.</summary>
    private static bool IsBeyondExponents(ReadOnlySpan<byte> number) =>
        Math.Abs(new JsonNumber(number).Exponent) == JsonNumber.LargestExponent;

    /// <summary>Returns null where there are unpaired surrogates: they can be read and not written.</summary>
    private static byte[]? ToJson(JsonObject value)
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(value, WireJson.Options);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
