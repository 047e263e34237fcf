using System.CommandLine;
using CcatOps.Cli.Help;
using CcatOps.Cli.Output;

namespace CcatOps.Cli.Commands;

/// <summary>The command <c>completion</c>, which prints scripts that need no start of this program for each key.</summary>
internal static class CompletionCommand
{
    public static Command Create(Func<Command> root)
    {
        var shell = new Argument<string>("shell") { Description = "bash or zsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh");
        var command = new Command("completion", "Print a script that completes commands and options: source <(ccatops completion bash).") { shell };
        command.SetAction(result =>
        {
            new Terminal().Data(CompletionScript.Of(root(), result.GetValue(shell) == "zsh"));
            return ExitCodes.Done;
        });
        return command;
    }
}
