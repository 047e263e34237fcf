using System.Diagnostics;
using System.Text.Json.Nodes;
using CcatOps.Bench.Benchmarks;

namespace CcatOps.Deployment.Tests.Bench;

/// <summary>One run of everything in small; each benchmark is then looked at.</summary>
internal sealed class SmokeTests
{
    private static readonly DirectoryInfo Results = Directory.CreateTempSubdirectory("bench-test-");
    private static string output = "";
    private static string progress = "";
    private static int exitCode;

    private static IEnumerable<string> Names => AllBenchmarks.List.Select(benchmark => benchmark.Name);

    [OneTimeSetUp]
    public static async Task RunAsync()
    {
        using var bench = new Process
        {
            StartInfo = new ProcessStartInfo(
                Environment.ProcessPath!,
                [Path.Combine(AppContext.BaseDirectory, "CcatOps.Bench.dll"), "--smoke", "--output", "json", "--results", Results.FullName])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        bench.Start();
        var read = bench.StandardOutput.ReadToEndAsync();
        progress = await bench.StandardError.ReadToEndAsync();
        output = await read;
        await bench.WaitForExitAsync();
        exitCode = bench.ExitCode;
    }

    [OneTimeTearDown]
    public static void DeleteResults() => Results.Delete(recursive: true);

    [Test]
    public void The_run_ends_well_and_prints_one_report_for_each_benchmark()
    {
        Assert.That(exitCode, Is.Zero, progress);
        Assert.That(JsonNode.Parse(output)!.AsArray().Select(report => report!["benchmark"]!.GetValue<string>()), Is.EqualTo(Names));
    }

    [TestCaseSource(nameof(Names))]
    public void Every_benchmark_measures_something_and_writes_it_down(string name)
    {
        var file = Path.Combine(Results.FullName, $"{name}.json");
        Assert.That(File.Exists(file), Is.True, progress);
        var report = JsonNode.Parse(File.ReadAllText(file))!;

        Assert.That(report["smoke"]!.GetValue<bool>(), Is.True);
        Assert.That(report["measures"]!.AsArray(), Is.Not.Empty);
        foreach (var measure in report["measures"]!.AsArray())
        {
            Assert.That(measure!["runs"]!.AsArray(), Has.Count.EqualTo(1), $"{measure}");
            Assert.That(measure["ours"]!.GetValue<double>(), Is.GreaterThanOrEqualTo(0), $"{measure}");
        }

        Assert.That(report["measures"]!.AsArray().Any(measure => measure!["goal"] is not null), Is.True, "no goal");
    }
}
