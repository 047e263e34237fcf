using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CcatOps.Application.Serialization;

/// <summary>Reads an integer however JSON spells it: <c>1.0</c> and <c>1e0</c> are integers too (JSON Schema 2020-12, section 6.1.1).</summary>
public sealed class IntegerConverter<T> : JsonConverter<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    private const NumberStyles Spellings = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number
        && T.TryParse(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan, Spellings, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new JsonException($"Expected an integer between {T.MinValue} and {T.MaxValue}.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteNumberValue(long.CreateChecked(value));
}
