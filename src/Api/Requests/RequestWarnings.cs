namespace CcatOps.Api.Requests;

/// <summary>Collects what the answer to a request should say about how the request was read.</summary>
internal static class RequestWarnings
{
    private static readonly object Key = new();

    public static void Add(HttpContext context, string warning) =>
        context.Items[Key] = context.Items[Key] is IReadOnlyList<string> earlier ? [.. earlier, warning] : (IReadOnlyList<string>)[warning];

    public static IReadOnlyList<string> Of(HttpContext context) => context.Items[Key] as IReadOnlyList<string> ?? [];
}
