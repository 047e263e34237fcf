using System.CommandLine;
using CcatOps.Cli.Connections;
using CcatOps.Cli.Output;

namespace CcatOps.Cli;

/// <summary>The options of every command that asks a service.</summary>
internal sealed class ClientOptions
{
    public const string UrlVariable = "CCATOPS_URL";
    public const string TokenVariable = "CCATOPS_TOKEN";
    public const string ProfileVariable = "CCATOPS_PROFILE";

    private static readonly string[] OfConnection = ["--url", "--token", "--profile"];

    private readonly Option<string?> url = new("--url")
    {
        Description = $"Address of the service; else {UrlVariable}, else the profile, else {Connection.DefaultUrl}.",
        HelpName = "url",
        Recursive = true,
    };

    private readonly Option<string?> token = new("--token")
    {
        Description = $"API token; else {TokenVariable}, else the profile. Other users of this machine see an option.",
        HelpName = "token",
        Recursive = true,
    };

    private readonly Option<string?> profile = new("--profile")
    {
        Description = $"File with the lines 'url = …' and 'token = …', mode 0600; else {ProfileVariable}, else {Profile.DefaultPlace}.",
        HelpName = "file",
        Recursive = true,
    };

    private readonly Option<string> output = new("--output", "-o")
    {
        Description = "table, json or csv, on standard output; all else goes to standard error.",
        HelpName = "format",
        Recursive = true,
        DefaultValueFactory = _ => "table",
    };

    private readonly Option<bool> verbose = new("--verbose", "-v")
    {
        Description = "Print each request, its status, its time and its trace id on standard error.",
        Recursive = true,
    };

    public ClientOptions() => output.AcceptOnlyFromAmong("table", "json", "csv", "text");

    public IReadOnlyList<Option> All => [url, token, profile, output, verbose];

    public static bool IsOfConnection(string argument) =>
        OfConnection.Any(name => argument == name || argument.StartsWith($"{name}=", StringComparison.Ordinal));

    /// <summary>Gives a command its action.</summary>
    public Command Run(Command command, Func<Session, ParseResult, CancellationToken, Task<int>> runAsync)
    {
        command.SetAction((result, cancellationToken) => RunAsync(result, runAsync, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(
        ParseResult result, Func<Session, ParseResult, CancellationToken, Task<int>> runAsync, CancellationToken cancellationToken)
    {
        var terminal = new Terminal();
        try
        {
            var connection = Connection.Of(
                result.GetValue(url), result.GetValue(token), result.GetValue(profile), Environment.GetEnvironmentVariable);
            using var api = new ApiClient(connection, result.GetValue(verbose) ? terminal.Note : null);
            return await runAsync(new Session(api, terminal, FormatOf(result)), result, cancellationToken);
        }
        catch (ClientFailure failure)
        {
            terminal.Note(failure.Message);
            return failure.Code;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
    }

    private OutputFormat FormatOf(ParseResult result) => result.GetValue(output) switch
    {
        "json" => OutputFormat.Json,
        "csv" => OutputFormat.Csv,
        _ => OutputFormat.Table,
    };
}
