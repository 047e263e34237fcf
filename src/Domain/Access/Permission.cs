using System.Diagnostics.CodeAnalysis;

namespace CcatOps.Domain.Access;

/// <summary>A permission, <c>action:resource</c>. Either part may be <c>*</c>, which means all.</summary>
#pragma warning disable CA1711 // The word that everybody knows; .NET's own permissions are long gone.
public sealed record Permission(string Action, string Resource)
#pragma warning restore CA1711
{
    private const string Any = "*";

    /// <exception cref="FormatException">The text is none.</exception>
    public static Permission Parse(string text) =>
        TryParse(text, out var permission) ? permission : throw new FormatException($"'{text}' is no permission such as read:observations.");

    public static bool TryParse(string? text, [NotNullWhen(true)] out Permission? permission)
    {
        permission = text?.Split(':') is [var action, var resource] && IsPart(action) && IsPart(resource)
            ? new Permission(action, resource)
            : null;
        return permission is not null;
    }

    /// <summary>Whether who has this one may do the other.</summary>
    public bool Covers(Permission other) => Covers(Action, other.Action) && Covers(Resource, other.Resource);

    /// <summary>Returns the permission that both allow, or null if there is none.</summary>
    public Permission? Meet(Permission other) =>
        Meet(Action, other.Action) is { } action && Meet(Resource, other.Resource) is { } resource ? new Permission(action, resource) : null;

    public override string ToString() => $"{Action}:{Resource}";

    private static bool Covers(string mine, string other) => mine == Any || mine == other;

    private static string? Meet(string one, string other) => one == Any ? other : other == Any || one == other ? one : null;

    private static bool IsPart(string text) => text == Any || (text.Length > 0 && text.All(letter => letter is (>= 'a' and <= 'z') or '_'));
}
