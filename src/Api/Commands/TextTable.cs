using System.Globalization;
using CcatOps.Api.Hosting;

namespace CcatOps.Api.Commands;

/// <summary>Rows in columns, for a terminal.</summary>
internal static class TextTable
{
    /// <param name="rows">The head, and then the rows, each as long as the head.</param>
    public static string Of(IReadOnlyList<string[]> rows)
    {
        rows = [.. rows.Select(row => Array.ConvertAll(row, PrintableText.Line))];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return string.Join('\n', rows.Select(row => string.Join("  ", row.Select((text, column) => text.PadRight(widths[column]))).TrimEnd()));
    }

    public static string Minute(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
