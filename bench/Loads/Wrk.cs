using System.Globalization;
using CcatOps.TestBed;
using CcatOps.TestBed.Processes;

namespace CcatOps.Bench.Loads;

/// <summary>The results of wrk; times are in milliseconds.</summary>
internal sealed record Load(double RequestsPerSecond, double P50, double P99);

internal static class Wrk
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Loads", "load.lua");

    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin")
        .Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, "wrk")));

    public static Task<Load> GetAsync(Uri url, int connections, TimeSpan duration, CancellationToken cancellationToken) =>
        RunAsync(url, connections, duration, ["get"], cancellationToken);

    /// <param name="url">The address to load.</param>
    /// <param name="kind">The kind of request: <c>start</c>, <c>file</c>, or <c>files</c> for arrays of 1,000.</param>
    /// <param name="connections">Each has one request under way at any time.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="execution">That the files belong to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<Load> PostAsync(
        Uri url, string kind, int connections, TimeSpan duration, CancellationToken cancellationToken, Guid execution = default) =>
        RunAsync(url, connections, duration, [kind, $"{Guid.NewGuid()}", $"{execution}"], cancellationToken);

    private static async Task<Load> RunAsync(
        Uri url, int connections, TimeSpan duration, string[] arguments, CancellationToken cancellationToken)
    {
        var seconds = Math.Max(1, (int)duration.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var output = await ChildProcess.RunAsync(
            new("wrk", ["-t1", $"-c{connections}", $"-d{seconds}s", "--timeout", "30s", "-s", Script, url.AbsoluteUri, "--", TestTokens.Admin, .. arguments]),
            cancellationToken);
        var figures = output.Split('\n').First(line => line.StartsWith("figures ", StringComparison.Ordinal)).Split(' ')[1..]
            .Select(figure => double.Parse(figure, CultureInfo.InvariantCulture)).ToArray();
        return figures is [var requests, var microseconds, var p50, var p99, 0]
            ? new(requests / microseconds * 1e6, p50 / 1_000, p99 / 1_000)
            : throw new InvalidOperationException($"Requests to {url} failed.\n{output}");
    }
}
