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
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryParse(reader.GetString()!, out var time)
            ? time
            : throw new JsonException("Expected an ISO 8601 time with its zone, such as 2023-03-28T02:38:42Z.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));

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

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(Z|z|[+-]\d{2}:?\d{2})\z")]
    private static partial Regex WithZone();
}
