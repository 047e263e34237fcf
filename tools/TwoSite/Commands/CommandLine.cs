using System.CommandLine;
using System.CommandLine.Help;

namespace CcatOps.TwoSite.Commands;

internal static class CommandLine
{
    private const string About =
        """
        Two sites on one machine: a PostgreSQL primary and the main site's service ("Cologne"), a streaming replica, Redis and the secondary
        site's service ("observatory"), and between them a link with the round trip of an ocean that can be cut.

        Without a command it starts the stage and stays in the foreground until Ctrl+C or the command stop; it then leaves nothing behind.
        The other commands talk to the stage that runs.
        """;

    private const string Name = "two-site";

    /// <summary>Runs the command, or prints what is wrong with it and the usage on standard error.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var twoSite = new Command(Name, About)
        {
            new HelpOption(),
            StatusCommand.Create("status", "Tell the state of the link, of the buffer and of the replica."),
            LinkCommand.Create(),
            NightCommand.Create(),
            StopCommand.Create(),
        };
        StartCommand.Configure(twoSite);
        // The parent gives the usage the words that a person types.
        var result = new Command("./run.sh") { twoSite }.Parse([Name, .. args], new ParserConfiguration { ResponseFileTokenReplacer = null });
        var isWrong = result.Errors.Count > 0;
        var code = await result.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
            Output = isWrong ? Console.Error : Console.Out,
        });
        return isWrong ? ExitCodes.Usage : code;
    }
}
