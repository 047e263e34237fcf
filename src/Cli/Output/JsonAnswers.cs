using System.Globalization;
using System.Text.Json;

namespace CcatOps.Cli.Output;

/// <summary>Reads values from answers. A newer service may leave out, or add, whatever it likes.</summary>
internal static class JsonAnswers
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>A value as text; null when it is not there.</summary>
    public static string? Text(this JsonNode? json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            json = json is JsonObject known ? known[name] : null;
        return json is null ? null : json is JsonValue value ? value.ToString() : json.ToJsonString();
    }

    public static long? Number(this JsonNode? json, params ReadOnlySpan<string> path) =>
        long.TryParse(json.Text(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static DateTimeOffset? Time(this JsonNode? json, params ReadOnlySpan<string> path) =>
        DateTimeOffset.TryParse(json.Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null;

    /// <summary>The objects of an array; none when it is not there.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonNode? json) => (json as JsonArray)?.OfType<JsonObject>() ?? [];

    public static IEnumerable<string> Texts(this JsonNode? json) => (json as JsonArray)?.Select(each => each.Text() ?? "") ?? [];

    public static IEnumerable<JsonObject> Items(this JsonObject page) => page["items"].Objects();

    /// <summary>The text of a list of items, as the lists of the service are.</summary>
    public static JsonObject ToItems(this IEnumerable<JsonObject> items) => new() { ["items"] = new JsonArray([.. items.Select(item => item.DeepClone())]) };

    /// <summary>The writer escapes whatever a terminal might obey.</summary>
    public static string ToIndented(this JsonNode json) => json.ToJsonString(Indented);
}
