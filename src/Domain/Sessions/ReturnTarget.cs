namespace CcatOps.Domain.Sessions;

/// <summary>The address to which a person returns after login: at the front end, and nowhere else.</summary>
public static class ReturnTarget
{
    /// <param name="asked">A path at the front end, or a URL of its origin; null: the front end itself.</param>
    /// <param name="frontend">The front end.</param>
    /// <returns>Null when that would lead elsewhere.</returns>
    public static Uri? Of(string? asked, Uri frontend) =>
        asked is null ? frontend
        // A browser takes a backslash for a slash, and leaves out line breaks and tabs.
        : asked.Any(letter => letter == '\\' || char.IsControl(letter)) ? null
        : asked.StartsWith("//", StringComparison.Ordinal) ? null
        : Uri.TryCreate(asked.StartsWith('/') ? OriginOf(frontend) + asked : asked, UriKind.Absolute, out var target)
            ? AtOrigin(target, frontend)
            : null;

    /// <summary>Scheme, host and port as a browser sends them in <c>Origin</c>.</summary>
    public static string OriginOf(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static Uri? AtOrigin(Uri target, Uri frontend) =>
        target.Scheme == frontend.Scheme && target.Host == frontend.Host && target.Port == frontend.Port && target.UserInfo.Length == 0
            ? target
            : null;
}
