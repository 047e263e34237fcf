using System.Text.Json;
using System.Text.Json.Serialization;
using CcatOps.Domain.Observations;

namespace CcatOps.Application.Serialization;

/// <summary>An angle as a number of degrees, or as text in sexagesimal notation; written as degrees.</summary>
internal abstract class AngleConverter(string expected) : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetDouble(out var degrees) => degrees,
            JsonTokenType.String when TryParse(reader.GetString()!, out var degrees) => degrees,
            _ => throw new JsonException($"Expected {expected}."),
        };

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);

    protected abstract bool TryParse(string text, out double degrees);
}

internal sealed class RightAscensionConverter() : AngleConverter("degrees, or hours such as \"05:40:59\"")
{
    protected override bool TryParse(string text, out double degrees) => Sexagesimal.TryParseHours(text, out degrees);
}

internal sealed class DeclinationConverter() : AngleConverter("degrees, or text such as \"-02:27:30\"")
{
    protected override bool TryParse(string text, out double degrees) => Sexagesimal.TryParseDegrees(text, out degrees);
}
