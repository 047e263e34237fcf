namespace CcatOps.Cli.Output;

/// <summary>The lanes side by side: name, count and age of the oldest.</summary>
internal static class LaneTable
{
    private const int Width = 12;

    public static IEnumerable<string> Of(SiteStatus status) => status.Lanes.Count == 0
        ? []
        :
        [
            Row(status, lane => lane.Name),
            Row(status, lane => lane.Count is { } count ? Moments.Count(count) : "-"),
            Row(status, lane => status.AgeOf(lane.OldestAt)),
        ];

    private static string Row(SiteStatus status, Func<Lane, string> text) =>
        string.Concat(status.Lanes.Select(lane => text(lane).PadLeft(Width))).TrimEnd();
}
