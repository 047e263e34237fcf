using System.Text.Json;
using CcatOps.Bench.Benchmarks;
using CcatOps.Bench.Loads;
using CcatOps.Bench.Measuring;
using CcatOps.Bench.Reports;
using CcatOps.Bench.Staging;
using CcatOps.TestBed;
using Spectre.Console;

namespace CcatOps.Bench.Commands;

internal static class BenchCommand
{
    public static async Task<int> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        string[] missing = [.. Requirements.MissingPackages(), .. Wrk.IsInstalled ? [] : new[] { "wrk" }];
        if (missing.Length > 0)
            throw new FileNotFoundException($"Something is missing. Install it with: apt-get install {string.Join(' ', missing)}");

        await Console.Error.WriteLineAsync("Starting PostgreSQL, its replica and Redis ...");
        await using var stage = await Stage.StartAsync(cancellationToken);
        var machine = await Machine.LookAsync(stage.Servers, stage.RedisVersion);
        var scene = new Scene(stage, options.IsSmoke) { InOrder = options.InOrder };
        var reports = new List<Report>();
        foreach (var benchmark in options.Benchmarks)
        {
            var notebook = await RunAsync(benchmark, scene, options.Runs, cancellationToken);
            var report = Report.Of(
                benchmark.Name, options.Command, options.IsSmoke, TimeProvider.System.GetUtcNow(), machine, notebook.Measures);
            reports.Add(report);
            await ReportFile.WriteAsync(report, options.Results, cancellationToken);
            if (!options.IsJson)
                ReportTable.Write(AnsiConsole.Console, report);
        }

        if (options.IsJson)
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(reports, ReportFile.Json));
        return options.IsStrict && reports.SelectMany(report => report.Measures).Any(row => row.Reached == false)
            ? ExitCodes.GoalsMissed
            : ExitCodes.Done;
    }

    private static async Task<Notebook> RunAsync(IBenchmark benchmark, Scene scene, int runs, CancellationToken cancellationToken)
    {
        var notebook = new Notebook(Console.Error.WriteLine);
        for (var run = 1; run <= runs; run++)
        {
            await Console.Error.WriteLineAsync($"{benchmark.Name}, run {run} of {runs}");
            await benchmark.RunAsync(scene, notebook, cancellationToken);
        }

        return notebook;
    }
}
