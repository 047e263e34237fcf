using System.Text.Json;

namespace CcatOps.Bench.Reports;

internal static class ReportFile
{
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>Writes <c>NAME.json</c> into a folder.</summary>
    public static async Task WriteAsync(Report report, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var text = JsonSerializer.Serialize(report, Json) + "\n";
        await File.WriteAllTextAsync(Path.Combine(folder, $"{report.Benchmark}.json"), text, cancellationToken);
    }
}
