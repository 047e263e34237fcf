using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using System.Text;
using CcatOps.Cli.Output;

namespace CcatOps.Cli.Help;

/// <summary>The page <c>docs/reference/command-line.md</c>, made from the commands themselves.</summary>
internal static class CommandLinePage
{
    public static readonly string Place = Path.Combine("docs", "reference", "command-line.md");

    private const string Head =
        """
        # Command line

        <!-- Made by ./run.sh docs; change the commands in the source instead. -->

        One program, `ccatops`; in a checkout `./run.sh` runs it with the same words. `ccatops COMMAND --help` shows each command.

        ## Commands that ask a service

        They talk HTTP to the service at `--url`, else `CCATOPS_URL`, else the profile, else `http://localhost:8000`, with the API token of `--token`, else `CCATOPS_TOKEN`, else
        the profile. The profile is `~/.config/ccatops/profile`, or the file that `--profile` or `CCATOPS_PROFILE` names. It has the lines `url = …` and `token = …`. It must
        have mode 0600, and its token is sent to the address in it only.

        Data goes to standard output, all else to standard error. `--output json` prints what the service answers, `--output csv` rows for spreadsheets. There are no colours in a
        pipe or with `NO_COLOR`. Times are UTC.

        """;

    private const string Server =
        """

        ## Commands of the server

        They run the service, or work on the databases of the site on its own machine, with its settings. Their exit codes are those of sysexits.h: 64 wrong command line, 69 a database,
        the buffer or the address is unavailable, 78 wrong settings. The older forms `--check-config`, `--migrate` and `--partition` stay. `token create`, `list` and `revoke` are
        commands of the server where no `--url`, `--profile` or `CCATOPS_URL` names a service; `token emergency` always is.

        """;

    public static string Text
    {
        get
        {
            var commandLine = new ClientCommandLine();
            var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
            text.Append("\n| exit code | meaning |\n| --- | --- |\n");
            foreach (var (code, meaning) in ExitCodes.All)
                text.Append(CultureInfo.InvariantCulture, $"| {code} | {Cell(meaning)} |\n");
            text.Append("\n| option of all these commands | meaning |\n| --- | --- |\n");
            foreach (var option in commandLine.Root.Options.Where(option => option is { Recursive: true } and not (HelpOption or VersionOption)))
                text.Append(Row(option));
            foreach (var command in commandLine.Client.SelectMany(Leaves))
                Add(text, command);
            text.Append(Server.ReplaceLineEndings("\n")).Append("\n| command | meaning |\n| --- | --- |\n");
            foreach (var command in commandLine.Root.Subcommands.Except(commandLine.Client).SelectMany(Leaves))
                text.Append(CultureInfo.InvariantCulture, $"| `{NameOf(command)}` | {Cell(command.Description)} |\n");
            return text.ToString();
        }
    }

    /// <summary>Writes the page, or only compares it.</summary>
    /// <returns>The exit code.</returns>
    public static int Update(bool onlyCheck)
    {
        var text = Text;
        if (File.Exists(Place) && File.ReadAllText(Place) == text)
            return ExitCodes.Done;
        if (onlyCheck)
        {
            new Terminal().Note($"Not up to date: {Place}. ./run.sh docs writes it.");
            return ExitCodes.Differs;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Place)!);
        File.WriteAllText(Place, text);
        new Terminal().Data($"Written: {Place}.");
        return ExitCodes.Done;
    }

    private static void Add(StringBuilder text, Command command)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n### {NameOf(command)}\n\n{Cell(command.Description)}\n\n```\n{Usage.Of(command)}\n```\n");
        var options = command.Options.Where(option => !option.Recursive).ToArray();
        if (command.Arguments.Count + options.Length == 0)
            return;
        text.Append("\n| argument or option | meaning |\n| --- | --- |\n");
        foreach (var argument in command.Arguments)
            text.Append(CultureInfo.InvariantCulture, $"| `<{argument.Name}>` | {Cell(argument.Description)} |\n");
        foreach (var option in options)
            text.Append(Row(option));
    }

    private static string Row(Option option)
    {
        var names = string.Join(", ", option.Aliases.Append(option.Name).Order().Reverse().Select(name => $"`{name}`"));
        return $"| {names} | {Cell(option.Description)}{(option.Required ? " Required." : "")} |\n";
    }

    private static IEnumerable<Command> Leaves(Command command) =>
        command.Subcommands.Count == 0 ? [command] : command.Subcommands.SelectMany(Leaves);

    private static string NameOf(Command command) => Usage.Path(command)[(ClientCommandLine.Name.Length + 1)..];

    private static string Cell(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
