using CcatOps.Domain.Access;

namespace CcatOps.Application.Features.Tokens;

/// <summary>The permissions to which a token is limited.</summary>
internal static class Scopes
{
    public static string Listed { get; } = string.Join(", ", Permissions.All.Select(entry => entry.Permission));

    /// <summary>Whether it names something that there is, or covers some of it.</summary>
    public static bool IsKnown(string text) =>
        Permission.TryParse(text, out var scope) && Permissions.All.Any(entry => scope.Covers(entry.Permission));
}
