using System.CommandLine;
using System.CommandLine.Help;
using CcatOps.Cli.Commands;
using CcatOps.Cli.Help;

namespace CcatOps.Cli;

/// <summary>The commands that ask a running service over HTTP.</summary>
internal sealed class ClientCommandLine
{
    public const string Name = "ccatops";

    private const string About =
        """
        The operations database of an observatory: serves a site, and asks sites that are served.

        Without a command it serves until it is told to stop. Commands that ask a service take its address and a token from options, the environment
        or a profile. Exit codes and all options: docs/reference/command-line.md.
        """;

    public ClientCommandLine()
    {
        var options = new ClientOptions();
        Root = new Command(Name, About) { new HelpOption(), new VersionOption() };
        Client =
        [
            StatusCommand.Create(options),
            WatchCommand.Create(options),
            DoctorCommand.Create(options),
            TransactionCommands.Create(options),
            FailedCommands.Create(options),
            BufferCommands.Create(options),
            AuditCommand.Create(options),
            TokenCommands.Create(options),
            CompletionCommand.Create(() => Root),
        ];
        foreach (var command in (IEnumerable<Command>)[.. Client, .. ServerVerbs.Commands])
            Root.Add(command);
        foreach (var option in options.All)
            Root.Add(option);
    }

    public Command Root { get; }

    /// <summary>The commands without those of the server.</summary>
    public IReadOnlyList<Command> Client { get; }

    /// <summary>Runs the command, or prints in one line what is wrong with it, and its usage.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string[] args)
    {
        var result = Root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"{PrintableText.Line(Usage.FaultOf(result))}\nUsage: {Usage.Of(result.CommandResult.Command)}");
            return ExitCodes.Usage;
        }

        return await result.InvokeAsync(new InvocationConfiguration
        {
            ProcessTerminationTimeout = TimeSpan.FromSeconds(2),
            EnableDefaultExceptionHandler = false,
        });
    }
}
