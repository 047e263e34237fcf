using System.CommandLine;

namespace CcatOps.Cli;

/// <summary>The commands that the service's own assembly runs. It is loaded for them only, which is why they are listed here and described there.</summary>
internal static class ServerVerbs
{
    public const string Assembly = "CcatOps.Api";

    private static readonly string[] Names = ["serve", "config", "migrate", "partition", "token", "user", "session", "routes", "docs", "two-site"];
    private static readonly string[] OwnOptions = ["--help", "-h", "-?", "/?", "/h", "--version"];
    private static readonly string[] OnlyHere = ["emergency"];
    private static readonly string[] OnlyOverHttp = ["rotate"];

    /// <summary>The commands for the help and for completion. <c>token</c> is not among them, because a part of it talks HTTP.</summary>
    public static IReadOnlyList<Command> Commands =>
    [
        new("serve", "Serve until told to stop; the default."),
        new("config", "The settings of this site.")
        {
            new Command("check", "Check the settings; exit with 78 when they have faults."),
            new Command("show", "Print the settings in effect and where each comes from, secrets masked."),
        },
        new("migrate", "Bring the main database to the schema that this version needs."),
        new("partition", "Divide the main database's tables of markers and files by month, for good."),
        new("user", "Users, people and machines, in the main database.")
        {
            new Command("list", "Lists all users with their roles."),
            new Command("disable", "Ends all tokens and sessions of a user, at every site."),
            new Command("enable", "Lets a disabled user in again."),
            new Command("link", "Says that a user is the person with a GitHub account, for good."),
            new Command("give", "Gives a user a role."),
            new Command("take", "Takes a role away from a user."),
        },
        new("session", "The sessions of people who are logged in at this site.")
        {
            new Command("list", "Lists the open sessions, the newest first."),
            new Command("close", "Closes a session."),
        },
        new("routes", "Print all routes of the service and who may use each."),
        new("docs", "Write docs/reference from the tables that the service obeys."),
        new("two-site", "Two sites on this machine with a link that can be cut; in a checkout, by ./run.sh only."),
    ];

    /// <summary>Whether a command line is one of the server's. Options before a command are, except those of a connection.</summary>
    public static bool Claim(string[] args, Func<string, string?> variable)
    {
        if (args.Length == 0)
            return true;
        if (OwnOptions.Contains(args[0]))
            return false;
        if (args[0] == "token")
            return !TalksHttp(args, variable);
        return Names.Contains(args[0]) || (args[0].StartsWith('-') && !ClientOptions.IsOfConnection(args[0]));
    }

    private static bool TalksHttp(string[] args, Func<string, string?> variable)
    {
        var verb = args.ElementAtOrDefault(1);
        if (OnlyHere.Contains(verb))
            return false;
        return OnlyOverHttp.Contains(verb)
            || variable(ClientOptions.UrlVariable) is { Length: > 0 }
            || args.Any(ClientOptions.IsOfConnection);
    }
}
