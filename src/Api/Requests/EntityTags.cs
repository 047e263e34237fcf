using Microsoft.Extensions.Primitives;

namespace CcatOps.Api.Requests;

/// <summary>
/// Tags in <c>If-Match</c> and <c>If-None-Match</c>. Proxies that compress weaken tags, so a weak one counts as its strong one;
/// tags of ours hold no commas.
/// </summary>
internal static class EntityTags
{
    public const string Any = "*";

    public static IReadOnlyList<string> Read(StringValues header) =>
    [
        .. header
            .SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(tag => (tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag).Trim('"')),
    ];

    /// <summary>Returns the tags that a change names, separated by commas, or null for any version.</summary>
    public static string? IfMatch(HttpRequest request)
    {
        var tags = Read(request.Headers.IfMatch);
        return tags.Count == 0 || tags.Contains(Any) ? null : string.Join(',', tags);
    }

    public static string Quote(string tag) => $"\"{tag}\"";
}
