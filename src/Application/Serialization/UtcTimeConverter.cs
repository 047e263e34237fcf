using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CcatOps.Application.Serialization;

/// <summary>ISO 8601 times. They are written in UTC with six fraction digits, which is what PostgreSQL keeps.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    /// <summary>Length of <c>2023-03-28T02:38:42.1234567Z</c>, as the runtime writes it.</summary>
    private const int Longest = 28;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => UtcTime.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[Longest];
        value.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[^2] = (byte)'Z';
        writer.WriteStringValue(text[..^1]);
    }

    /// <summary>Reads what nearly all clients send, and this service writes, without a text in between.</summary>
    public static bool TryReadPlain(ref Utf8JsonReader reader, out DateTimeOffset time)
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
}
