using System.CommandLine;

namespace CcatOps.Api.Commands;

/// <summary>The commands <c>user …</c> and <c>session …</c>.</summary>
internal sealed class UserCommandLine(Func<ParseResult, UserCommand, Task<int>> runAsync)
{
    private readonly Option<string> output = new("--output")
    {
        Description = "text, or json: one object on standard output and nothing else.",
        DefaultValueFactory = _ => "text",
    };

    private readonly Option<string?> reason = new("--reason") { Description = "Why; it goes into the audit." };
    private readonly Argument<string> user = new("user") { Description = "The name of the user, or the id." };
    private readonly Argument<string> role = new("role") { Description = "admin, observer, viewer or service." };
    private readonly Argument<string> session = new("id") { Description = "The id that the list shows." };

    private readonly Option<long> githubId = new("--github-id")
    {
        Description = "The number of the GitHub account, as https://api.github.com/users/LOGIN shows it.",
        Required = true,
    };

    public IReadOnlyList<Command> Commands
    {
        get
        {
            output.AcceptOnlyFromAmong("text", "json");
            return
            [
                new Command("user", "Users, people and machines, in the main database. A running service is not needed.")
                {
                    Add(new Command("list", "Lists all users with their roles."), result => new UserCommand.List(IsJson(result))),
                    Add(
                        new Command("disable", "Ends all tokens and sessions of a user, at every site.") { user, reason },
                        result => new UserCommand.Disable(UserOf(result), ReasonOf(result), IsJson(result))),
                    Add(
                        new Command("enable", "Lets a disabled user in again.") { user, reason },
                        result => new UserCommand.Enable(UserOf(result), ReasonOf(result), IsJson(result))),
                    Add(
                        new Command("link", "Says that a user is the person with a GitHub account, for good.") { user, githubId, reason },
                        result => new UserCommand.Link(UserOf(result), result.GetRequiredValue(githubId), ReasonOf(result), IsJson(result))),
                    Add(
                        new Command("give", "Gives a user a role.") { user, role, reason },
                        result => new UserCommand.Give(UserOf(result), result.GetRequiredValue(role), ReasonOf(result), IsJson(result))),
                    Add(
                        new Command("take", "Takes a role away from a user.") { user, role, reason },
                        result => new UserCommand.Take(UserOf(result), result.GetRequiredValue(role), ReasonOf(result), IsJson(result))),
                },
                new Command("session", "The sessions of people who are logged in at this site.")
                {
                    Add(new Command("list", "Lists the open sessions, the newest first."), result => new UserCommand.Sessions(IsJson(result))),
                    Add(
                        new Command("close", "Closes a session.") { session, reason },
                        result => new UserCommand.CloseSession(result.GetRequiredValue(session), ReasonOf(result), IsJson(result))),
                },
            ];
        }
    }

    private Command Add(Command command, Func<ParseResult, UserCommand> read)
    {
        command.Add(output);
        command.SetAction(result => runAsync(result, read(result)));
        return command;
    }

    private string UserOf(ParseResult result) => result.GetRequiredValue(user);

    private string? ReasonOf(ParseResult result) => result.GetValue(reason);

    private bool IsJson(ParseResult result) => result.GetValue(output) == "json";
}
