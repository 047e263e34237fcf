using System.Runtime.InteropServices;
using CcatOps.TestBed;

namespace CcatOps.Bench.Reports;

/// <summary>The machine and software with which figures were measured.</summary>
internal sealed record Machine(
    string Processor, int Cores, double MemoryGb, string System, string DotNet, string PostgreSql, string Redis, string CcatOps, double LoadAtStart)
{
    public static async Task<Machine> LookAsync(TwoSiteStage servers, string redis) => new(
        Field("/proc/cpuinfo", "model name"),
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9, 1),
        RuntimeInformation.OSDescription,
        Environment.Version.ToString(),
        await servers.Primary.ReadAsync<string>("select current_setting('server_version')") ?? "",
        redis,
        typeof(Application.DependencyInjection).Assembly.GetName().Version?.ToString(3) ?? "",
        double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], global::System.Globalization.CultureInfo.InvariantCulture));

    private static string Field(string file, string name) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[^1].Trim() ?? "unknown";
}
