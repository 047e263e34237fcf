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

    /// <summary>Part of the name of a principal, which stands in keys with colons and slashes between the parts.</summary>
    public static IRuleBuilderOptions<T, string?> PrincipalName<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(text => text is null || (text.Length <= 100 && text.Trim() == text
                && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '@' or ' ')))
            .WithMessage("must have at most 100 letters, digits, spaces and - _ . @, and no space at an end.");

    /// <summary>A JSON object that PostgreSQL's jsonb can keep.</summary>
    public static void Storable<T>(this IRuleBuilder<T, JsonObject?> rule) => rule.Custom((value, context) =>
    {
        if (value is null)
            return;
        var depth = 0;
        if (ToJson(value) is not { } json || !IsStorable(json, out depth))
            context.AddFailure("must not contain the character U+0000, unpaired surrogates, or numbers beyond the range of a double.");
        if (depth > DeepestObject)
            context.AddFailure($"must not be nested more than {DeepestObject} levels deep.");
    });

    public static ValidationException Fault(string field, string message) => new([new ValidationFailure(field, message)]);

    /// <summary>Null where there are unpaired surrogates: they are read as they come, and cannot be written.</summary>
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

    private static bool IsStorable(ReadOnlySpan<byte> json, out int depth)
    {
        (var isStorable, depth) = (true, 0);
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    depth = Math.Max(depth, reader.CurrentDepth + 1);
                    break;

                // What is not escaped holds no control character.
                case JsonTokenType.PropertyName or JsonTokenType.String when reader.ValueIsEscaped:
                    isStorable &= !reader.GetString()!.Contains('\0');
                    break;
                case JsonTokenType.Number:
                    isStorable &= reader.TryGetDouble(out var number) && double.IsFinite(number);
                    break;
            }
        }

        return isStorable;
    }
}
