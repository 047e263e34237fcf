namespace CcatOps.Cli.Output;

/// <summary>Rows with a head, for people as columns and for spreadsheets as CSV.</summary>
internal sealed record Listing(string[] Head, IReadOnlyList<string[]> Rows)
{
    /// <param name="width">The width at which lines are cut; null: they are not cut.</param>
    public string ToTable(int? width)
    {
        string[][] rows = [Head, .. Rows.Select(row => Array.ConvertAll(row, PrintableText.Line))];
        var widths = Enumerable.Range(0, Head.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return string.Join('\n', rows.Select(row => Cut(
            string.Join("  ", row.Select((text, column) => text.PadRight(widths[column]))).TrimEnd(), width)));
    }

    /// <summary>RFC 4180, with line feeds as other programs on Linux write them.</summary>
    public string ToCsv() => string.Join('\n', ((string[][])[Head, .. Rows]).Select(row => string.Join(',', row.Select(Quoted))));

    public static string Cut(string line, int? width) => width is { } most && line.Length > most ? $"{line[..(most - 1)]}…" : line;

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
