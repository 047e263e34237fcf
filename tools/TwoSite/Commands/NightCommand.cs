using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CcatOps.TwoSite.Control;
using CcatOps.TwoSite.Nights;
using Spectre.Console;

namespace CcatOps.TwoSite.Commands;

/// <summary>Replays a night and reconciles it.</summary>
internal static class NightCommand
{
    public static Command Create()
    {
        var speed = new Option<double>("--speed") { Description = "How many times faster than the night was.", DefaultValueFactory = _ => 600 };
        var cuts = new Option<int>("--cuts") { Description = "How often the link is cut and restored; with 0 it is left alone.", DefaultValueFactory = _ => 3 };
        var seed = new Option<int>("--seed") { Description = "Decides when the link is cut.", DefaultValueFactory = _ => 20230328 };
        var wait = new Option<int>("--wait") { Description = "Seconds that the last writes may take to the replica.", DefaultValueFactory = _ => 120 };
        var output = new OutputOption();
        speed.RequireWithin(0.1, 1_000_000);
        cuts.RequireWithin(0, 100);
        wait.RequireWithin(1, 86_400);
        var command = new Command(
            "night",
            "Replay the night of 28 March 2023, 301 exposures, against the secondary site while the link is cut and restored; then compare what was "
            + "recorded with both databases. Exit code 1 when anything is missing.")
        {
            speed, cuts, seed, wait, output,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new NightOptions(
                parsed.GetValue(speed), parsed.GetValue(cuts), parsed.GetValue(seed), TimeSpan.FromSeconds(parsed.GetValue(wait)));
            var asJson = parsed.GetValue(output) == "json";
            var result = asJson
                ? await new NightReplay(options, _ => { }).RunAsync(cancellationToken)
                : await WithProgressBarAsync(options, cancellationToken);
            await Console.Out.WriteLineAsync(asJson ? JsonSerializer.Serialize(result, ControlJson.Indented) : Text(result));
            return result.IsComplete ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static Task<Reconciliation> WithProgressBarAsync(NightOptions options, CancellationToken cancellationToken) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
            .Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                var bar = context.AddTask("the night begins");
                return await new NightReplay(options, progress =>
                {
                    bar.MaxValue = progress.Of;
                    bar.Value = progress.Recorded;
                    bar.Description = progress.ToString();
                }).RunAsync(cancellationToken);
            });

    private static string Text(Reconciliation night) => string.Create(CultureInfo.InvariantCulture, $"""
        The link was cut {night.Cuts} times; at most {night.MostBuffered} transactions were buffered. {night.Seconds:0.0} s.
        {(night.Settled ? "" : "The service did not say in time that all is on the replica.\n")}
        recorded here    {night.Recorded}
        at main          {night.AtMain}
        on the replica   {night.OnReplica}
        missing          {Missing(night)}
        transactions     {night.TransactionsAtMain} of {night.Transactions} at main
        """);

    private static string Missing(Reconciliation night) => night.MissingAtMain.Count + night.MissingOnReplica.Count == 0
        ? "none"
        : string.Join("\n                 ", [
            .. night.MissingAtMain.Select(id => $"{id} at main"),
            .. night.MissingOnReplica.Select(id => $"{id} on the replica"),
        ]);
}
