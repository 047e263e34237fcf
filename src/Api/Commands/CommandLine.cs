using System.CommandLine;

namespace CcatOps.Api.Commands;

/// <summary>What the program takes on its command line. Options of the host, such as <c>--urls</c>, go through to it.</summary>
internal sealed class CommandLine
{
    private const string About =
        """
        Site-aware REST service for an observatory's operations database. Without options it serves until it is told to stop.

        Options of the host go through to it: --urls http://localhost:8000, --environment Development,
        --Logging:LogLevel:Default Debug.
        """;

    private static readonly string[] HostOptions = ["urls", "http_ports", "https_ports", "environment", "contentRoot"];

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

    private readonly RootCommand root = new(About) { TreatUnmatchedTokensAsErrors = false };

    public CommandLine()
    {
        output.AcceptOnlyFromAmong("text", "json");
        root.Add(checkConfig);
        root.Add(migrate);
        root.Add(partition);
        root.Add(output);
        root.Add(new TokenCommandLine(RunTokenAsync).Command);
        root.Validators.Add(result =>
        {
            if (new[] { checkConfig, migrate, partition }.Count(result.GetValue) > 1)
                result.AddError("--check-config, --migrate and --partition exclude each other.");
        });
    }

    public required Func<string[], Task<int>> Serve { get; init; }
    public required Func<string[], Task<int>> Migrate { get; init; }
    public required Func<string[], Task<int>> Partition { get; init; }
    public required Func<string[], bool, int> CheckConfig { get; init; }
    public required Func<string[], TokenCommand, Task<int>> Token { get; init; }

    public async Task<int> RunAsync(string[] args)
    {
        root.SetAction(DispatchAsync);
        // The host handles signals itself, and takes longer to stop in good order than this library would let it.
        return await root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null })
            .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
    }

    private async Task<int> DispatchAsync(ParseResult result)
    {
        string[] rest = [.. result.UnmatchedTokens];
        if (Array.Find(rest, token => token.StartsWith('-') && !IsHostOption(token)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"Unknown option '{unknown}'. See --help.");
            return ExitCodes.Usage;
        }

        return result.GetValue(checkConfig) ? CheckConfig(rest, result.GetValue(output) == "json")
            : result.GetValue(migrate) ? await Migrate(rest)
            : result.GetValue(partition) ? await Partition(rest)
            : await Serve(rest);
    }

    private async Task<int> RunTokenAsync(ParseResult result, TokenCommand command)
    {
        string[] rest = [.. result.UnmatchedTokens];
        if (Array.Find(rest, token => token.StartsWith('-') && !IsHostOption(token)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"Unknown option '{unknown}'. See token --help.");
            return ExitCodes.Usage;
        }

        return await Token(rest, command);
    }

    private static bool IsHostOption(string token)
    {
        var name = token.TrimStart('-').Split('=')[0];
        return name.Contains(':') || HostOptions.Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}
