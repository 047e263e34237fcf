using System.Globalization;
using Spectre.Console;

namespace CcatOps.Bench.Reports;

internal static class ReportTable
{
    public static void Write(IAnsiConsole console, Report report)
    {
        var table = new Table { Title = new TableTitle(Markup.Escape(report.Benchmark + (report.Smoke ? " (smoke run: the figures mean nothing)" : ""))) }
            .AddColumns("measure", "ours", "against", "ratio", "lowest to highest", "goal", "reached");
        foreach (var index in Enumerable.Range(1, 4))
            table.Columns[index].RightAligned();
        foreach (var row in report.Measures)
        {
            table.AddRow(
                Markup.Escape(row.Measure),
                $"{Number(row.Ours)} {Markup.Escape(row.Unit)}",
                Number(row.Against),
                Number(row.Ratio),
                $"{Number(row.Lowest)} – {Number(row.Highest)}",
                Markup.Escape(row.Goal ?? ""),
                row.Reached switch { true => "[green]yes[/]", false => "[red]no[/]", null => "" });
        }

        // Output that is not a terminal is not wrapped at 80 columns.
        if (Console.IsOutputRedirected)
            console.Profile.Width = 160;
        console.Write(table);
    }

    private static string Number(double? figure) => figure switch
    {
        null => "",
        >= 100 => figure.Value.ToString("#,0", CultureInfo.InvariantCulture),
        _ => figure.Value.ToString("0.###", CultureInfo.InvariantCulture),
    };
}
