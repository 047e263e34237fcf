using System.CommandLine;
using System.CommandLine.Help;
using CcatOps.Bench.Benchmarks;

namespace CcatOps.Bench.Commands;

internal static class CommandLine
{
    private const string About =
        """
        Measures the service against its goals and its alternatives, on servers and a link of its own. Each figure is the median of several
        runs, and what is compared is measured side by side in one run. Writes NAME.json for each benchmark.
        """;

    private static readonly Argument<string[]> Names = new("name") { Description = "Which benchmarks; without a name all." };

    private static readonly Option<int?> Runs = new("--runs") { Description = "How often each is measured [default: 5, in a smoke run 1]." };

    private static readonly Option<int> InOrder = new("--in-order")
    {
        Description = "peer: how many of the 10,000 writes Hangfire and Rebus apply where they keep the order; all would take hours.",
        DefaultValueFactory = _ => 200,
    };

    private static readonly Option<bool> Smoke = new("--smoke")
    {
        Description = "Only to see that everything works: a few seconds each, and figures that mean nothing.",
    };

    private static readonly Option<bool> List = new("--list") { Description = "Tell the names and end." };

    private static readonly Option<bool> Strict = new("--strict") { Description = "End with exit code 2 when a goal was not reached." };

    private static readonly Option<string> Output = new("--output")
    {
        Description = "text, or json for one array on standard output.",
        DefaultValueFactory = _ => "text",
    };

    private static readonly Option<DirectoryInfo> Results = new("--results")
    {
        Description = "Where the files are written.",
        DefaultValueFactory = _ => new DirectoryInfo("bench/results"),
    };

    public static async Task<int> RunAsync(string[] args)
    {
        Output.AcceptOnlyFromAmong("text", "json");
        Names.AcceptOnlyFromAmong([.. AllBenchmarks.List.Select(benchmark => benchmark.Name)]);
        Runs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1)
                result.AddError("--runs must be at least 1.");
        });
        InOrder.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("--in-order must be at least 1.");
        });
        var bench = new Command("./bench.sh", About) { new HelpOption(), Names, Runs, InOrder, Smoke, List, Strict, Output, Results };
        bench.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(List))
                return Tell();
            var chosen = parsed.GetValue(Names) is { Length: > 0 } names
                ? AllBenchmarks.List.Where(benchmark => names.Contains(benchmark.Name))
                : AllBenchmarks.List;
            var smoke = parsed.GetValue(Smoke);
            var options = new BenchOptions([.. chosen], parsed.GetValue(Runs) ?? (smoke ? 1 : 5), smoke)
            {
                InOrder = parsed.GetValue(InOrder),
                IsStrict = parsed.GetValue(Strict),
                IsJson = parsed.GetValue(Output) == "json",
                Results = parsed.GetValue(Results)!.FullName,
                Command = string.Join(' ', args.Prepend("./bench.sh")),
            };
            return await BenchCommand.RunAsync(options, cancellationToken);
        });
        var result = bench.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var isWrong = result.Errors.Count > 0;
        var code = await result.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
            Output = isWrong ? Console.Error : Console.Out,
        });
        return isWrong ? ExitCodes.Usage : code;
    }

    private static int Tell()
    {
        foreach (var benchmark in AllBenchmarks.List)
            Console.WriteLine($"{benchmark.Name,-10} {benchmark.About}");
        return ExitCodes.Done;
    }
}
