using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace CcatOps.Application.Serialization;

/// <summary>
/// ISO 8601 times. One without a zone is refused, for whose time it is cannot be known. Kept in UTC to the microsecond,
/// which is what PostgreSQL keeps, so that a record reads the same before and after it has been there.
/// </summary>
internal sealed partial class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    /// <summary>Length of <c>2023-03-28T02:38:42.1234567Z</c>, and where its fraction begins.</summary>
    private const int Longest = 28;
    private const int Fraction = 20;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public static DateTimeOffset Read(ref Utf8JsonReader reader) =>
        TryReadPlain(ref reader, out var time) || (reader.TokenType == JsonTokenType.String && TryParse(reader.GetString()!, out time))
            ? time
            : throw new JsonException("Expected an ISO 8601 time with its zone, such as 2023-03-28T02:38:42Z.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[Longest];
        value.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        var end = Fraction + 6;
        while (end > Fraction && text[end - 1] == (byte)'0')
            end--;
        if (end == Fraction)
            end--;
        text[end] = (byte)'Z';
        writer.WriteStringValue(text[..(end + 1)]);
    }

    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        if (!WithZone().IsMatch(text)
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var parsed))
        {
            return false;
        }

        time = UtcTime.ToMicroseconds(parsed);
        return true;
    }

    /// <summary>What nearly all clients send, and this service writes, without a text in between.</summary>
    private static bool TryReadPlain(ref Utf8JsonReader reader, out DateTimeOffset time)
    {
        time = default;
        if (reader.TokenType != JsonTokenType.String || reader.HasValueSequence || reader.ValueSpan is not { Length: <= Longest } or not [.., (byte)'Z']
            || !reader.TryGetDateTimeOffset(out var read))
        {
            return false;
        }

        time = UtcTime.ToMicroseconds(read);
        return true;
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(Z|z|[+-]\d{2}:?\d{2})\z")]
    private static partial Regex WithZone();
}
