using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using CcatOps.Api.Authentication;

namespace CcatOps.Api.Commands;

/// <summary>The command line of the program. Options of the host, such as <c>--urls</c>, are passed on to it.</summary>
internal sealed class CommandLine
{
    private const string About =
        """
        Site-aware REST service for an observatory's operations database. Without a command it serves until it is told to stop.

        The sections Logging and Kestrel of the host's configuration are passed on too, such as --Logging:LogLevel:Default Debug.

        Exit codes: 0 done, 1 docs --check found differences, 64 wrong command line, 69 a database, the buffer or the address to listen on is unavailable, 78 wrong settings.
        """;

    /// <summary>The sections of the host's configuration that may be set on the command line.</summary>
    private static readonly string[] HostSections = ["--Logging:", "--Kestrel:"];

    private readonly Option<bool> checkConfig = new("--check-config")
    {
        Description = "Print the settings in effect and where each comes from, secrets masked; exit with 78 when they have faults.",
    };

    private readonly Option<bool> migrate = new("--migrate")
    {
        Description = "Bring the main database to the schema that this version needs, and exit.",
    };

    private readonly Option<bool> partition = new("--partition")
    {
        Description = "Divide the main database's tables of markers and files by month, for good, and exit; see docs/explanation/scale.md.",
    };

    private readonly Option<string> output = new("--output")
    {
        Description = "How --check-config prints: text or json.",
        DefaultValueFactory = _ => "text",
    };

    private readonly Option<string>[] hostOptions =
    [
        HostOption("urls", "Addresses to listen on, separated by semicolons, such as http://localhost:8001 (default: http://localhost:8000)."),
        HostOption("http_ports", "Ports to listen on with http at every address, separated by semicolons."),
        HostOption("https_ports", "Ports to listen on with https at every address, separated by semicolons."),
        HostOption("environment", "Production (default) or Development, which lifts the rules about secrets and durability."),
        HostOption("contentRoot", "Folder that the host takes as its own instead of the working directory."),
    ];

    private readonly Command root = new("./run.sh", About) { new HelpOption(), new VersionOption() };

    private string[] hostSections = [];

    public CommandLine()
    {
        output.AcceptOnlyFromAmong("text", "json");
        root.Add(checkConfig);
        root.Add(migrate);
        root.Add(partition);
        root.Add(output);
        foreach (var option in hostOptions)
            root.Add(option);
        var token = new TokenCommandLine((result, command) => Token!(HostOptions(result), command)).Command;
        root.Add(token);
        var users = new UserCommandLine((result, command) => User!(HostOptions(result), command)).Commands;
        foreach (var command in users)
            root.Add(command);
        foreach (var command in new VerbCommandLine(this).Commands(HostOptions))
            root.Add(command);
        root.Add(Routes());
        root.Add(Docs());
        root.Add(TwoSite());
        foreach (var command in root.Subcommands.Concat(root.Subcommands.SelectMany(group => group.Subcommands)))
            command.Validators.Add(RefuseOptionsOfTheRoot);
        root.Validators.Add(result =>
        {
            var chosen = new[] { checkConfig, migrate, partition }.Count(result.GetValue);
            if (chosen > 1)
                result.AddError("--check-config, --migrate and --partition exclude each other.");
            if (result.GetResult(output) is { Implicit: false } && !result.GetValue(checkConfig))
                result.AddError("--output goes with --check-config; a command takes it after its name.");
        });
    }

    public IEnumerable<Command> Commands => root.Subcommands;

    public required Func<string[], Task<int>> Serve { get; init; }
    public required Func<string[], Task<int>> Migrate { get; init; }
    public required Func<string[], Task<int>> Partition { get; init; }
    public required Func<string[], bool, int> CheckConfig { get; init; }
    public required Func<string[], int> VerifyConfig { get; init; }
    public required Func<string[], TokenCommand, Task<int>> Token { get; init; }
    public required Func<string[], UserCommand, Task<int>> User { get; init; }

    /// <summary>Runs the command, or prints what is wrong with it, suggestions and the usage on standard error.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string[] args)
    {
        root.SetAction(DispatchAsync);
        (args, hostSections) = WithoutHostSections(args);
        var result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var isWrong = result.Errors.Count > 0;
        // The host handles signals itself, and takes longer to stop in good order than this library would let it.
        var code = await result.InvokeAsync(new InvocationConfiguration
        {
            ProcessTerminationTimeout = null,
            EnableDefaultExceptionHandler = false,
            Output = isWrong ? Console.Error : Console.Out,
        });
        return isWrong ? ExitCodes.Usage : code;
    }

    private async Task<int> DispatchAsync(ParseResult result)
    {
        var host = HostOptions(result);
        return result.GetValue(checkConfig) ? CheckConfig(host, result.GetValue(output) == "json")
            : result.GetValue(migrate) ? await Migrate(host)
            : result.GetValue(partition) ? await Partition(host)
            : await Serve(host);
    }

    /// <summary>Refuses options before the name of a command: they would be ignored.</summary>
    private void RefuseOptionsOfTheRoot(CommandResult result)
    {
        foreach (var option in new Option[] { checkConfig, migrate, partition, output })
        {
            if (result.GetResult(option) is { Implicit: false })
                result.AddError($"{option.Name} does not go with the command {result.Command.Name}.");
        }
    }

    private static Command Routes()
    {
        var command = new Command("routes", "Print all routes of the service and who may use each.");
        command.SetAction(async _ =>
        {
            await Console.Out.WriteLineAsync(TextTable.Of([["method", "path", "who"], .. RoutePolicies.All.Select(row => (string[])[.. row.Route.Split(' '), row.Access.Text])]));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Docs()
    {
        var check = new Option<bool>("--check") { Description = "Write nothing; exit with 1 when a page is not up to date." };
        var command = new Command("docs", "Write docs/reference from the tables that the service obeys.") { check };
        command.SetAction(result => ReferenceDocs.RunAsync(result.GetValue(check)));
        return command;
    }

    /// <summary>Lists the command in the help; run.sh runs it.</summary>
    private static Command TwoSite()
    {
        var command = new Command("two-site", "Two sites on this machine with a link that can be cut; see ./run.sh two-site --help.");
        command.SetAction(async _ =>
        {
            await Console.Error.WriteLineAsync("two-site is run by ./run.sh, as its first argument.");
            return ExitCodes.Usage;
        });
        return command;
    }

    private static Option<string> HostOption(string name, string about) => new($"--{name}") { Description = about, Recursive = true };

    private string[] HostOptions(ParseResult result) =>
    [
        .. hostOptions.Where(option => result.GetValue(option) is not null).SelectMany(option => new[] { option.Name, result.GetValue(option)! }),
        .. hostSections,
    ];

    /// <summary>The parser would take the name after the colon for the value.</summary>
    private static (string[] Args, string[] HostSections) WithoutHostSections(string[] args)
    {
        var own = new List<string>();
        var sections = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (!Array.Exists(HostSections, section => args[i].StartsWith(section, StringComparison.OrdinalIgnoreCase)))
            {
                own.Add(args[i]);
                continue;
            }

            sections.Add(args[i]);
            if (!args[i].Contains('=', StringComparison.Ordinal) && i + 1 < args.Length)
                sections.Add(args[++i]);
        }

        return ([.. own], [.. sections]);
    }
}
