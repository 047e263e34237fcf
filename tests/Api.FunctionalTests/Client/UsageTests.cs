using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CcatOps.Api.FunctionalTests.Readme;
using CcatOps.Cli;
using CcatOps.Cli.Help;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Client;

internal sealed class UsageTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    [TestCase("tx show", "Required argument missing for command: 'show'.", "ccatops tx show <id> [options]")]
    [TestCase("tx", "ccatops tx needs a command.", "ccatops tx show|wait|list …")]
    [TestCase("tx shw", "ccatops tx has no 'shw'. Did you mean show?", "ccatops tx show|wait|list …")]
    [TestCase("statsu", "ccatops has no 'statsu'. Did you mean status?", "ccatops status|watch|doctor|")]
    [TestCase("failed discard --all", "Option '--reason' is required.", "ccatops failed discard [<id>...] --reason <text> [options]")]
    [TestCase("failed retry", "Name failed transactions by their ids, by a filter such as --operation, or with --all.", "ccatops failed retry [<id>...] [options]")]
    [TestCase("tx list --since yesterday", "--since must be a time such as 2026-11-30T12:00:00Z, or a duration before now such as 30m, 12h or 7d.", "ccatops tx list [options]")]
    public async Task A_wrong_command_line_gets_one_line_and_the_usage(string arguments, string fault, string usage)
    {
        var run = await Ccatops.RunAsync(Nothing, null, arguments.Split(' '));

        Assert.That(run.Code, Is.EqualTo(2), run.ToString());
        Assert.That(run.Data, Is.Empty);
        Assert.That(run.Notes.TrimEnd().Split('\n'), Has.Length.EqualTo(2), run.Notes);
        Assert.That(run.Notes, Does.StartWith($"{fault}\nUsage: {usage}"));
    }

    /// <summary>The time of the processor, because others use the machine too.</summary>
    [TestCase("tx show")]
    [TestCase("--help")]
    public async Task An_answer_that_needs_no_service_takes_less_than_300_ms(string arguments)
    {
        var seconds = await BashAsync($"TIMEFORMAT='%U %S'; time '{Ccatops.DotNet}' '{ServiceProgram.CommandLine}' {arguments} &> /dev/null");

        Assert.That(seconds.Split(' ').Sum(text => double.Parse(text, CultureInfo.InvariantCulture)), Is.GreaterThan(0).And.LessThan(0.3));
    }

    [Test]
    public void No_assembly_of_the_server_is_referenced() => Assert.That(
        typeof(ClientCommandLine).Assembly.GetReferencedAssemblies().Select(name => name.Name),
        Has.None.StartsWith("CcatOps").And.None.StartsWith("Microsoft.AspNetCore").And.None.EqualTo("Npgsql"));

    [Test]
    public async Task Help_names_the_commands_of_both_kinds()
    {
        var run = await Ccatops.RunAsync(Nothing, null, "--help");

        Assert.That(run.Code, Is.Zero, run.ToString());
        Assert.That(run.Data, Does.Contain("status").And.Contain("failed").And.Contain("serve").And.Contain("migrate").And.Contain("CCATOPS_URL"));
    }

    [Test]
    public async Task The_version_is_that_of_the_service()
    {
        var run = await Ccatops.RunAsync(Nothing, null, "--version");

        Assert.That(run.Data, Does.StartWith(CcatOps.Api.OpenApi.ServiceVersion.Text));
    }

    [TestCase("config show", 0, "SITE_TYPE")]
    [TestCase("config check", 0, "The settings can be used.")]
    [TestCase("routes", 0, "/api/status")]
    [TestCase("serve --nonsense", 64, "'--nonsense'")]
    [TestCase("--migrat", 64, "--migrate")]
    [TestCase("token emergency", 64, "--reason")]
    [TestCase("token create --help", 0, "straight in the main database")]
    [TestCase("two-site", 64, "run.sh")]
    public async Task A_command_of_the_server_is_handed_to_it(string arguments, int code, string says)
    {
        var run = await Ccatops.RunAsync(new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Development" }, null, arguments.Split(' '));

        Assert.That(run.Code, Is.EqualTo(code), run.ToString());
        Assert.That(run.Data + run.Notes, Does.Contain(says));
    }

    [Test]
    public void The_commands_of_the_server_are_all_listed()
    {
        var server = new Api.Commands.CommandLine
        {
            Serve = null!,
            Migrate = null!,
            Partition = null!,
            CheckConfig = null!,
            VerifyConfig = null!,
            Token = null!,
            User = null!,
        };

        var listed = ServerVerbs.Commands.SelectMany(command => Words(command, ""));
        Assert.That(
            listed.Concat(["token", "token create", "token emergency", "token list", "token revoke"]),
            Is.EquivalentTo(server.Commands.SelectMany(command => Words(command, ""))));
    }

    [Test]
    public void The_page_of_the_reference_says_what_the_commands_say() =>
        Assert.That(File.ReadAllText(Path.Combine(ReadmeFolder.Repository, CommandLinePage.Place)), Is.EqualTo(CommandLinePage.Text), "Run ./run.sh docs to update it.");

    [TestCase("ccatops f", "failed")]
    [TestCase("ccatops failed re", "retry")]
    [TestCase("ccatops --url http://x tx ", "show wait list")]
    [TestCase("ccatops failed retry --al", "--all")]
    [TestCase("ccatops user li", "list link")]
    public async Task Bash_completes_commands_and_options(string line, string expected)
    {
        var script = (await Ccatops.RunAsync(Nothing, null, "completion", "bash")).Data;
        var words = line.Split(' ');

        var completed = await BashAsync(
            $"{script}\nCOMP_WORDS=({string.Join(' ', words.Select(word => $"'{word}'"))}); COMP_CWORD={words.Length - 1}; _ccatops; echo \"${{COMPREPLY[*]}}\"");

        Assert.That(completed.Trim(), Does.StartWith(expected));
    }

    [Test]
    public async Task Zsh_gets_the_same_table()
    {
        var script = (await Ccatops.RunAsync(Nothing, null, "completion", "zsh")).Data;

        Assert.That(script, Does.StartWith("autoload").And.Contain("bashcompinit").And.Contain("'failed') echo 'list show retry edit discard"));
    }

    private static IEnumerable<string> Words(Command command, string path) =>
        [$"{path}{command.Name}", .. command.Subcommands.SelectMany(each => Words(each, $"{path}{command.Name} "))];

    private static async Task<string> BashAsync(string script)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", $"exec 2>&1; {script}"]) { RedirectStandardOutput = true })!;
        return await bash.StandardOutput.ReadToEndAsync();
    }
}
