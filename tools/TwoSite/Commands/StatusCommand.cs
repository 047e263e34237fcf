using System.CommandLine;
using System.Text.Json;
using CcatOps.TwoSite.Control;

namespace CcatOps.TwoSite.Commands;

/// <summary>Tells how the running stage is.</summary>
internal static class StatusCommand
{
    public static Command Create(string name, string about) => Create(name, about, Verb.Status);

    /// <summary>A command that sends a verb and prints the state afterwards.</summary>
    public static Command Create(string name, string about, Verb verb)
    {
        var output = new OutputOption();
        var command = new Command(name, about) { output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var status = await ControlClient.AskAsync(verb, cancellationToken);
            await Console.Out.WriteLineAsync(
                parsed.GetValue(output) == "json" ? JsonSerializer.Serialize(status, ControlJson.Indented) : Text(status));
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Text(StageStatus stage) => FormattableString.Invariant($"""
        link           {(stage.LinkUp ? "up" : "down")}, {stage.RoundTripMs:0.#} ms round trip
        buffered       {stage.Buffer?.Depth.ToString() ?? "unknown"}
        unconfirmed    {stage.Buffer?.Unconfirmed.ToString() ?? "unknown"}
        failed         {stage.Buffer?.Failed.ToString() ?? "unknown"}
        parked         {stage.Buffer?.Parked.ToString() ?? "unknown"}
        replica lag    {(stage.ReplicaLagBytes is { } lag ? FormattableString.Invariant($"{lag} bytes") : "unknown")}
        main site      {stage.MainUrl.OriginalString}, database at port {stage.MainDbPort}
        secondary      {stage.SecondaryUrl.OriginalString}, replica at port {stage.ReplicaDbPort}, Redis at port {stage.RedisPort}
        token          {stage.Token}
        """);
}
