using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using CcatOps.Domain.Access;
using FluentValidation;
using FluentValidation.Results;

namespace CcatOps.Application.Validation;

internal static class Rules
{
    public const int LongestText = 10_000;

    private const int MostTags = 50;
    private const int LongestTag = 50;

    public static IRuleBuilderOptions<T, Guid?> RecordId<T>(this IRuleBuilder<T, Guid?> rule) =>
        rule.NotEqual(Guid.Empty).WithMessage("must not be the nil UUID.");

    /// <summary>Text that PostgreSQL can hold.</summary>
    public static IRuleBuilderOptions<T, string?> Text<T>(this IRuleBuilder<T, string?> rule, int longest = LongestText) =>
        rule.MaximumLength(longest).WithMessage($"must have at most {longest} characters.")
            .Must(text => text is null || !text.Contains('\0')).WithMessage("must not contain the character U+0000.")
            .Must(text => text is null || IsUnicode(text)).WithMessage("must not contain unpaired surrogates.");

    /// <summary>Text in an index, whose rows are bounded in bytes and not in characters.</summary>
    public static IRuleBuilderOptions<T, string?> Bytes<T>(this IRuleBuilder<T, string?> rule, int most) =>
        rule.Must(text => text is null || text.Length * 3 <= most || Encoding.UTF8.GetByteCount(text) <= most)
            .WithMessage($"must have at most {most} bytes in UTF-8.");

    /// <summary>Checks a part of a principal's name. Keys contain it, with colons and slashes between the parts.</summary>
    public static IRuleBuilderOptions<T, string?> PrincipalName<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(text => text is null || (text.Length <= 100 && text.Trim() == text
                && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '@' or ' ')))
            .WithMessage("must have at most 100 letters, digits, spaces and - _ . @, and no space at an end.")
            .Must(text => text is null || !Principal.IsReserved(text))
            .WithMessage("is reserved: ccatops, anonymous and names that begin with emergency@ are principals of the service.");

    /// <summary>One of the roles.</summary>
    public static IRuleBuilderOptions<T, string?> KnownRole<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(role => role is null || Roles.Find(role) is not null)
            .WithMessage($"must be one of {string.Join(", ", Roles.All.Select(role => role.Name))}.");

    /// <summary>A list whose items are looked at only where there are not too many.</summary>
    public static IRuleBuilderOptions<T, IReadOnlyList<TItem>?> AtMost<T, TItem>(this IRuleBuilder<T, IReadOnlyList<TItem>?> rule, int most) =>
        rule.Must(items => items is null || items.Count <= most).WithMessage($"must have at most {most} items.");

    /// <summary>A short list of short texts.</summary>
    public static void Tags<T>(this IRuleBuilder<T, IReadOnlyList<string>?> rule) => rule.AtMost(MostTags)
        .Must(tags => tags is null || tags.All(tag => tag is { Length: > 0 and <= LongestTag } && !tag.Contains('\0') && IsUnicode(tag)))
        .WithMessage($"must be texts of 1 to {LongestTag} characters, without U+0000 and unpaired surrogates.");

    /// <summary>A JSON object that PostgreSQL's jsonb can hold.</summary>
    public static void Storable<T>(this IRuleBuilder<T, JsonObject?> rule) => rule.Custom((value, context) =>
    {
        if (value is not null && StorableJson.Misfit(value) is { } misfit)
            context.AddFailure(misfit);
    });

    public static ValidationException Fault(string field, string message) => new([new ValidationFailure(field, message)]);

    /// <summary>Whether it has no unpaired surrogates, which UTF-8 cannot express.</summary>
    private static bool IsUnicode(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var read) != OperationStatus.Done)
                return false;
            rest = rest[read..];
        }

        return true;
    }
}
