using System.CommandLine;
using CcatOps.Cli.Output;

namespace CcatOps.Cli.Commands;

/// <summary>The commands <c>token …</c> over HTTP. Without an address of a service they are the server's, straight at the databases of the site.</summary>
internal static class TokenCommands
{
    private const string Path = "api/tokens";

    public static Command Create(ClientOptions options) => new(
        "token",
        $"API tokens: through a service with --url, --profile or {ClientOptions.UrlVariable}; else in the databases of this site, without a service.")
    {
        CreateOne(options), List(options), Revoke(options), Rotate(options),
        new Command("emergency", "Makes a token at a secondary site while main is out of reach; always on the site's own machine."),
    };

    private static Command CreateOne(ClientOptions options)
    {
        var name = new Option<string>("--name") { Description = "What the token is for; part of the principal's name.", Required = true };
        var owner = new Option<string?>("--owner") { Description = "Whose it is; default: yours. On the site's machine: a user called as the token is." };
        var role = new Option<string?>("--role") { Description = "Gives the owner this role: admin, observer, viewer or service." };
        var scopes = new Option<string[]>("--scopes")
        {
            Description = "What it is limited to, such as read:observations write:observations; default: all that its owner may do.",
            AllowMultipleArgumentsPerToken = true,
        };
        var expiresIn = new Option<string?>("--expires-in") { Description = "How long it lives: 12h, 90d; default: until it is revoked." };
        var note = new Option<string?>("--note") { Description = "For those who see it in the list." };
        var command = new Command("create", "Make a token; its value is printed once, alone on standard output.") { name, owner, role, scopes, expiresIn, note };
        return options.Run(command, async (session, result, cancellationToken) =>
        {
            var body = new JsonObject { ["name"] = result.GetValue(name) };
            foreach (var (field, option) in new[] { ("owner", owner), ("role", role), ("expires_in", expiresIn), ("note", note) })
            {
                if (result.GetValue(option) is { } value)
                    body[field] = value;
            }

            if (result.GetValue(scopes) is { Length: > 0 } wanted)
            {
                body["scopes"] = new JsonArray(
                    [.. wanted.SelectMany(text => text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)).Select(scope => JsonValue.Create(scope))]);
            }

            return Print(session, await session.Api.PostAsync(Path, body, cancellationToken));
        });
    }

    private static Command List(ClientOptions options)
    {
        var limit = CommonOptions.Limit();
        return options.Run(
            new Command("list", "List your tokens, or everybody's if you may manage users; the newest first.") { limit },
            (session, result, cancellationToken) => session.PrintAsync(
                Path, result.GetValue(limit), items => Rows(items, session.Format != OutputFormat.Table), cancellationToken: cancellationToken));
    }

    private static Command Revoke(ClientOptions options)
    {
        var prefix = Prefix();
        var reason = new Option<string?>("--reason") { Description = "Why; it goes into the audit." };
        return options.Run(
            new Command("revoke", "End a token for good.") { prefix, reason },
            async (session, result, cancellationToken) =>
            {
                var token = await FindAsync(session, result.GetRequiredValue(prefix), cancellationToken);
                var path = new Query($"{Path}/{token.Text("id")}").With("reason", result.GetValue(reason)).ToString();
                var revoked = await session.Api.DeleteAsync(path, cancellationToken);
                session.Print(revoked, () => Rows([revoked], session.Format != OutputFormat.Table));
                return ExitCodes.Done;
            });
    }

    private static Command Rotate(ClientOptions options)
    {
        var prefix = Prefix();
        var grace = new Option<string?>("--grace") { Description = "How long the old value stays valid, such as 10m or 2h; default: it ends at once.", HelpName = "duration" };
        return options.Run(
            new Command("rotate", "Give a token another value, which is printed once, alone on standard output.") { prefix, grace },
            async (session, result, cancellationToken) =>
            {
                var token = await FindAsync(session, result.GetRequiredValue(prefix), cancellationToken);
                var body = result.GetValue(grace) is { } overlap ? new JsonObject { ["grace"] = overlap } : [];
                return Print(session, await session.Api.PostAsync($"{Path}/{token.Text("id")}/rotate", body, cancellationToken));
            });
    }

    private static Argument<string> Prefix() => new("prefix") { Description = "The prefix that the list shows, its last 8 letters, or the token's id." };

    private static async Task<JsonObject> FindAsync(Session session, string prefix, CancellationToken cancellationToken)
    {
        var found = new List<JsonObject>();
        await foreach (var token in session.Api.ListAsync(Path, int.MaxValue, cancellationToken))
        {
            var own = token.Text("prefix") ?? "";
            if (token.Text("id") == prefix || own == prefix || (prefix.Length >= 8 && own.EndsWith(prefix, StringComparison.Ordinal)))
                found.Add(token);
        }

        return found switch
        {
            [var only] => only,
            [] => throw new ClientFailure(ExitCodes.NotFound, "There is no such token; token list shows the prefixes."),
            _ => throw new ClientFailure(
                ExitCodes.Refused, $"{found.Count} tokens begin so; name one by its id: {string.Join(", ", found.Select(token => token.Text("id")))}."),
        };
    }

    /// <summary>The value alone goes to standard output, so that a script can take it.</summary>
    private static int Print(Session session, JsonObject made)
    {
        var details = made["details"];
        if (session.Format == OutputFormat.Json)
        {
            session.Terminal.Data(new JsonObject
            {
                ["id"] = made.Text("id"),
                ["token"] = made.Text("token"),
                ["prefix"] = made.Text("prefix"),
                ["expires_at"] = made.Text("expires_at"),
            }.ToIndented());
            return ExitCodes.Done;
        }

        session.Terminal.Data(made.Text("token") ?? "");
        session.Terminal.Note(
            $"Principal {details.Text("principal")}; may {string.Join(' ', (details?["scopes"]).Texts())}; "
            + (made.Time("expires_at") is { } time ? $"until {Moments.Second(time)} UTC" : "until it is revoked") + ". The value is not shown again.");
        return ExitCodes.Done;
    }

    private static Listing Rows(IEnumerable<JsonObject> tokens, bool isForProgram) => new(
        ["prefix", "principal", "ends", isForProgram ? "last_use" : "last use", "uses", "scopes", "note", "id"],
        [
            .. tokens.Select(each => (string[])
            [
                each.Text("prefix") ?? "",
                each.Text("principal") ?? "",
                each["revoked_at"] is not null ? "revoked" : each.Time("expires_at") is { } end ? Time(end, isForProgram) : "never",
                each.Time("last_used_at") is { } use ? Time(use, isForProgram) : "",
                each.Text("use_count") ?? "",
                string.Join(' ', each["scopes"].Texts()),
                each.Text("note") ?? "",
                each.Text("id") ?? "",
            ]),
        ]);

    private static string Time(DateTimeOffset time, bool isForProgram) => isForProgram ? Moments.Iso(time) : Moments.Second(time);
}
