using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.Application.Serialization;
using FluentValidation;
using FluentValidation.Results;

namespace CcatOps.Application.Validation;

internal static class Rules
{
    public const int LongestText = 10_000;

    /// <summary>The buffer keeps it inside other objects, and reads no more than 64 levels.</summary>
    private const int DeepestObject = 32;

    public static IRuleBuilderOptions<T, Guid?> RecordId<T>(this IRuleBuilder<T, Guid?> rule) =>
        rule.NotEqual(Guid.Empty).WithMessage("must not be the nil UUID.");

    /// <summary>Text that PostgreSQL can keep.</summary>
    public static IRuleBuilderOptions<T, string?> Text<T>(this IRuleBuilder<T, string?> rule, int longest = LongestText) =>
        rule.MaximumLength(longest).WithMessage($"must have at most {longest} characters.")
            .Must(text => text is null || !text.Contains('\0')).WithMessage("must not contain the character U+0000.");

    /// <summary>A JSON object that PostgreSQL's jsonb can keep.</summary>
    public static IRuleBuilderOptions<T, JsonObject?> Storable<T>(this IRuleBuilder<T, JsonObject?> rule) =>
        rule.Must(value => value is null || (ToElement(value) is { } element && IsStorable(element)))
            .WithMessage("must not contain the character U+0000, unpaired surrogates, or numbers beyond the range of a double.")
            .Must(value => value is null || ToElement(value) is not { } element || Depth(element) <= DeepestObject)
            .WithMessage($"must not be nested more than {DeepestObject} levels deep.");

    public static ValidationException Fault(string field, string message) => new([new ValidationFailure(field, message)]);

    /// <summary>Null where there are unpaired surrogates: they are read as they come, and cannot be written.</summary>
    private static JsonElement? ToElement(JsonObject value)
    {
        try
        {
            return JsonSerializer.SerializeToElement(value, WireJson.Options);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static int Depth(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => 1 + element.EnumerateObject().Select(member => Depth(member.Value)).DefaultIfEmpty().Max(),
        JsonValueKind.Array => 1 + element.EnumerateArray().Select(Depth).DefaultIfEmpty().Max(),
        _ => 0,
    };

    private static bool IsStorable(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().All(member => !member.Name.Contains('\0') && IsStorable(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().All(IsStorable),
        JsonValueKind.String => !element.GetString()!.Contains('\0'),
        JsonValueKind.Number => element.TryGetDouble(out var number) && double.IsFinite(number),
        _ => true,
    };
}
