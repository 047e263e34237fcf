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

    public static Task<int> RunAsync(string[] args)
    {
        var twoSite = new Command("two-site", About)
        {
            new HelpOption(),
            StatusCommand.Create("status", "Tell the state of the link, of the buffer and of the replica."),
            LinkCommand.Create(),
            NightCommand.Create(),
            StopCommand.Create(),
        };
        StartCommand.Configure(twoSite);
        return twoSite.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null })
            .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
    }
}
