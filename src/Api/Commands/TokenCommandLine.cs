using System.CommandLine;
using CcatOps.Application.Features.Tokens;

namespace CcatOps.Api.Commands;

/// <summary>The commands <c>token create</c>, <c>token emergency</c>, <c>token list</c> and <c>token revoke</c>.</summary>
internal sealed class TokenCommandLine(Func<ParseResult, TokenCommand, Task<int>> runAsync)
{
    private readonly Option<string> output = new("--output")
    {
        Description = "text, or json: one object on standard output and nothing else.",
        DefaultValueFactory = _ => "text",
    };

    private readonly Option<string?> reason = new("--reason") { Description = "Why; it goes into the audit." };

    public Command Command
    {
        get
        {
            output.AcceptOnlyFromAmong("text", "json");
            return new Command("token", "API tokens, on the site's own machine. A running service is not needed, and not disturbed.")
            {
                Create(), Emergency(), List(), Revoke(),
            };
        }
    }

    private Command Create()
    {
        var name = new Option<string>("--name") { Description = "What the token is for; part of the principal's name.", Required = true };
        var owner = new Option<string?>("--owner") { Description = "Whose it is; default: a user called as the token is." };
        var role = new Option<string?>("--role")
        {
            Description = "Gives the owner this role, and makes the owner where there is none: admin, observer, viewer or service.",
        };
        var scopes = new Option<string[]>("--scopes")
        {
            Description = "What it is limited to, such as read:observations write:observations; default: all that its owner may do.",
            AllowMultipleArgumentsPerToken = true,
        };
        var expiresIn = new Option<string?>("--expires-in") { Description = "How long it lives: 12h, 90d; default: until it is revoked." };
        var note = new Option<string?>("--note") { Description = "For those who see it in the list." };
        return Add(
            new Command("create", "Makes a token straight in the main database; its value is printed once.") { name, owner, role, scopes, expiresIn, note },
            result => new TokenCommand.Create(
                result.GetRequiredValue(name),
                result.GetValue(owner),
                result.GetValue(role),
                result.GetResult(scopes) is null
                    ? null
                    : [.. result.GetValue(scopes)!.SelectMany(text => text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))],
                result.GetValue(expiresIn),
                result.GetValue(note),
                IsJson(result)));
    }

    private Command Emergency()
    {
        var hours = new Option<int>("--hours")
        {
            Description = $"How long it lives, 1 to {CreateEmergencyToken.MostHours}.",
            DefaultValueFactory = _ => 12,
        };
        var why = new Option<string>("--reason") { Description = "Why main cannot be asked; it goes into the audit.", Required = true };
        return Add(
            new Command("emergency", "Makes a token at a secondary site while main is out of reach. It only records observations.") { hours, why },
            result => new TokenCommand.Emergency(result.GetValue(hours), result.GetRequiredValue(why), IsJson(result)));
    }

    private Command List() => Add(new Command("list", "Lists all tokens, the newest first."), result => new TokenCommand.List(IsJson(result)));

    private Command Revoke()
    {
        var prefix = new Argument<string>("prefix") { Description = "The prefix that the list shows, its last 8 letters, or the token's id." };
        return Add(
            new Command("revoke", "Ends a token for good.") { prefix, reason },
            result => new TokenCommand.Revoke(result.GetRequiredValue(prefix), result.GetValue(reason), IsJson(result)));
    }

    private Command Add(Command command, Func<ParseResult, TokenCommand> read)
    {
        command.Add(output);
        command.SetAction(result => runAsync(result, read(result)));
        return command;
    }

    private bool IsJson(ParseResult result) => result.GetValue(output) == "json";
}
