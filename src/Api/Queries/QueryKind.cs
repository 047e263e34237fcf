using System.Globalization;
using System.Text.Json.Nodes;
using CcatOps.Application.Serialization;
using Microsoft.OpenApi;

namespace CcatOps.Api.Queries;

internal delegate bool TryRead<T>(string text, out T value);

/// <summary>A kind of value that a query parameter takes.</summary>
/// <param name="TryRead">Reads the text.</param>
/// <param name="Expected">The expected value, in words.</param>
/// <param name="Describe">Returns a new copy of its schema, because the document may change it.</param>
internal sealed record QueryKind<T>(TryRead<T> TryRead, string Expected, Func<OpenApiSchema> Describe);

internal static class QueryKinds
{
    public static readonly QueryKind<int> Integer = new(
        (text, out value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value),
        "must be an integer.",
        () => new() { Type = JsonSchemaType.Integer, Format = "int32", Examples = [1] });

    public static readonly QueryKind<double> Number = new(
        (text, out value) => double.TryParse(
            text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value),
        "must be a number.",
        () => new() { Type = JsonSchemaType.Number, Examples = [2.5] });

    public static readonly QueryKind<bool> Boolean = new(
        (text, out value) => (value = text == "true") || text == "false",
        "must be true or false.",
        () => new() { Type = JsonSchemaType.Boolean, Examples = [true] });

    public static readonly QueryKind<Guid> Uuid = new(
        Guid.TryParse,
        "must be a UUID.",
        () => new() { Type = JsonSchemaType.String, Format = "uuid", Examples = ["01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11"] });

    public static readonly QueryKind<string> Text = new(
        (text, out value) => (value = text).Length is > 0 and <= 4_000 && !text.Contains('\0'),
        "must be text of 1 to 4000 characters, without U+0000.",
        () => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 4_000, Examples = ["text"] });

    public static readonly QueryKind<DateTimeOffset> Time = new(
        UtcTime.TryParse,
        $"must be {UtcTime.Forms} (a + is written %2B in a URL).",
        () => new() { Type = JsonSchemaType.String, Format = "date-time", Examples = ["2023-03-28T02:38:42Z"] });

    public static QueryKind<TEnum> OneOf<TEnum>(params TEnum[] values)
        where TEnum : struct, Enum
    {
        var allowed = values.Length > 0 ? values : Enum.GetValues<TEnum>();
        return new(
            (text, out value) => WireNames.TryParse(text, out value) && allowed.Contains(value),
            Listed(allowed.Select(WireNames.Of)),
            () => Enumeration(allowed.Select(WireNames.Of)));
    }

    public static QueryKind<string> OneOf(params string[] values) => new(
        (text, out value) => values.Contains(value = text),
        Listed(values),
        () => Enumeration(values));

    private static string Listed(IEnumerable<string> values) => $"must be one of {string.Join(", ", values)}.";

    private static OpenApiSchema Enumeration(IEnumerable<string> values) => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. values.Select(value => (JsonNode)value)],
        Examples = [values.First()],
    };
}
