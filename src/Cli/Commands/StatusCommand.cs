using System.CommandLine;
using CcatOps.Cli.Output;

namespace CcatOps.Cli.Commands;

/// <summary>The command <c>status</c>.</summary>
internal static class StatusCommand
{
    public const string Path = "api/status";

    private const string About =
        "Print whether the data is safe and where it is: the verdict first, then the lanes. Exit code 0: all is well, 7: something waits, 8: a person has to act.";

    public static Command Create(ClientOptions options) => options.Run(new Command("status", About), RunAsync);

    private static async Task<int> RunAsync(Session session, ParseResult result, CancellationToken cancellationToken)
    {
        var status = new SiteStatus(await session.Api.GetAsync(Path, cancellationToken));
        var style = session.Terminal.IsColoured ? Style.Coloured : Style.Plain;
        session.Print(status.Answer, () => LanesOf(status), () => LinesOf(status, style));
        if (!status.IsComplete)
            session.Terminal.Note("More is shown with a token that has view:buffer.");
        return status.Severity switch
        {
            "ok" => ExitCodes.Done,
            "waiting" => ExitCodes.Waiting,
            _ => ExitCodes.NeedsPerson,
        };
    }

    private static Listing LanesOf(SiteStatus status) => new(
        ["lane", "count", "oldest_at"],
        [.. status.Lanes.Select(lane => (string[])[lane.Name, $"{lane.Count}", Moments.Iso(lane.OldestAt)])]);

    private static IEnumerable<string> LinesOf(SiteStatus status, Style style)
    {
        yield return style.Of(status.Severity, PrintableText.Line(status.Verdict));
        yield return "";
        yield return PrintableText.Line($"{status.SiteName} ({status.SiteType}), {Moments.Second(status.At)} UTC");
        if (status.Lanes.Count > 0)
        {
            yield return "";
            foreach (var line in LaneTable.Of(status))
                yield return line;
        }

        foreach (var line in Section(status.Facts.Select(fact => SiteStatus.Line(fact, style))))
            yield return line;
        foreach (var line in Section(status.MachineLines))
            yield return line;
    }

    private static IEnumerable<string> Section(IEnumerable<string> lines)
    {
        var isFirst = true;
        foreach (var line in lines)
        {
            if (isFirst)
                yield return "";
            isFirst = false;
            yield return line;
        }
    }
}
