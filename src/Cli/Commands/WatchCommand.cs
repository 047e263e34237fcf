using System.CommandLine;
using CcatOps.Cli.Output;
using CcatOps.Cli.Watching;

namespace CcatOps.Cli.Commands;

/// <summary>The command <c>watch</c>.</summary>
internal static class WatchCommand
{
    public static Command Create(ClientOptions options)
    {
        var interval = new Option<string>("--interval")
        {
            Description = $"How often the service is asked: {Moments.ExpectedDuration}.",
            HelpName = "duration",
            DefaultValueFactory = _ => "2s",
        };
        interval.Validators.Add(result => CommonOptions.Require(
            result, Moments.TryDuration(result.GetValueOrDefault<string>(), out var each) && each > TimeSpan.Zero, Moments.ExpectedDuration));
        return options.Run(
            new Command("watch", "Show the site live in a terminal of 80 x 24 or more: verdict, lanes, facts and the failed transactions. Keys are shown at the bottom.") { interval },
            async (session, result, cancellationToken) =>
            {
                if (Console.IsOutputRedirected || Console.IsInputRedirected)
                    throw new ClientFailure(ExitCodes.Usage, "watch needs a terminal; status --output json is for programs.");
                Moments.TryDuration(result.GetValue(interval), out var period);
                using var _ = new FullScreen();
                await new Watch(session, period).RunAsync(cancellationToken);
                return ExitCodes.Done;
            });
    }
}
