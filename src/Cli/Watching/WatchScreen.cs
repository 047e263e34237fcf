using CcatOps.Cli.Output;

namespace CcatOps.Cli.Watching;

/// <summary>Draws a view as lines, each as wide as the terminal at most.</summary>
internal static class WatchScreen
{
    /// <summary>An answer that is older is shown as such.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromSeconds(10);

    private const string ListKeys = "q quit   up/down PgUp/PgDn Home/End move   Enter open";
    private const string OpenKeys = "q quit   up/down PgUp/PgDn scroll   Esc back";
    private const int MostFacts = 5;

    /// <summary>The most lines of one fact; its remedy is at its end.</summary>
    private const int MostLines = 3;

    /// <summary>Rows of the failed transactions that fit below the rest.</summary>
    public static int PageSize(WatchView view, int width, int height) => Math.Max(1, height - Above(view, width, Style.Plain).Count - 2);

    /// <returns>As many lines as the terminal has.</returns>
    public static IReadOnlyList<string> Render(WatchView view, int width, int height, Style style)
    {
        var lines = view.Open is { } open ? Opened(view, open, width, height) : Overview(view, width, height, style);
        while (lines.Count < height - 1)
            lines.Add("");
        lines.Add(style.Faint(Listing.Cut(view.Open is null ? ListKeys : OpenKeys, width)));
        return lines;
    }

    private static List<string> Overview(WatchView view, int width, int height, Style style)
    {
        var lines = Above(view, width, style);
        var rows = Math.Max(0, height - lines.Count - 2);
        lines.Add(style.Faint(Listing.Cut(Heading(view), width)));
        if (view.FailedFault is { } fault)
            lines.Add(Listing.Cut(PrintableText.Line(fault.Split('\n')[0]), width));
        var first = Math.Max(0, Math.Min(view.Selected - (rows / 2), view.Failed.Count - rows));
        for (var i = first; i < view.Failed.Count && i < first + rows; i++)
        {
            var line = Listing.Cut(Row(view.Failed[i], isSelected: i == view.Selected), width);
            lines.Add(i == view.Selected ? Style.Reverse(line) : line);
        }

        return [.. lines.Take(height - 1)];
    }

    private static List<string> Above(WatchView view, int width, Style style)
    {
        var lines = new List<string>();
        if (view.Status is not { } status)
            return [Listing.Cut(PrintableText.Line(view.Fault?.Split('\n')[0] ?? "Asking the service …"), width), ""];

        var isStale = view.Fault is not null || view.Age > Stale;
        foreach (var line in Wrap(PrintableText.Line(status.Verdict), width))
            lines.Add(isStale ? style.Faint(line) : style.Of(status.Severity, line));
        lines.Add(Listing.Cut(
            PrintableText.Line($"{status.SiteName} ({status.SiteType}), {status.Severity}, {Moments.Second(status.At)} UTC, {StatusWords.Age(view.Age)} ago"), width));
        if (view.Fault is { } fault)
            lines.AddRange(Wrap($"STALE: {PrintableText.Line(fault.Split('\n')[0])}", width).Take(2).Select(line => style.Of("attention", line)));
        lines.Add("");
        lines.AddRange(LaneTable.Of(status).Select(line => Listing.Cut(line, width)));
        lines.Add("");
        foreach (var fact in status.Facts.Take(MostFacts))
            lines.AddRange(Wrap(SiteStatus.Line(fact, Style.Plain), width).Take(MostLines).Select(line => style.Of(fact.Severity, line)));
        if (status.Facts.Any())
            lines.Add("");
        return lines;
    }

    private static string Heading(WatchView view)
    {
        if (view.Failed.Count == 0)
            return "no failed transactions";
        var all = view.Status?.Lanes.FirstOrDefault(lane => lane.Name == "failed")?.Count;
        var total = Math.Max(all ?? 0, view.Failed.Count);
        return $"failed {view.Selected + 1} of {Moments.Count(total)}";
    }

    private static string Row(JsonObject failed, bool isSelected) => PrintableText.Line(
        $"{(isSelected ? '>' : ' ')} {failed.Time("times", "failed"):MM-dd HH:mm}  {failed.Text("operation"),-20}  {failed.Text("error", "sql_state"),-5}  "
        + TransactionText.ErrorOf(failed));

    private static List<string> Opened(WatchView view, IReadOnlyList<string> open, int width, int height) =>
        [.. open.SelectMany(line => Wrap(line, width)).Skip(view.Top).Take(height - 1)];

    /// <summary>Breaks between words where there are any.</summary>
    private static IEnumerable<string> Wrap(string text, int width)
    {
        while (text.Length > width)
        {
            var end = text.LastIndexOf(' ', width) is var space && space > width / 2 ? space : width;
            yield return text[..end];
            text = text[end..].TrimStart();
        }

        yield return text;
    }
}
