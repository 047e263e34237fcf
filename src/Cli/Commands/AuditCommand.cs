using System.CommandLine;
using CcatOps.Cli.Output;

namespace CcatOps.Cli.Commands;

/// <summary>The command <c>audit list</c>.</summary>
internal static class AuditCommand
{
    public static Command Create(ClientOptions options)
    {
        var actions = CommonOptions.Several("--action", "Of this kind, such as retry, edit, discard, pause, resume, create or revoke.");
        var principals = CommonOptions.Several("--principal", "By this principal.", "name");
        var transactions = CommonOptions.Several("--transaction", "About this transaction.", "id");
        var since = CommonOptions.Moment("--since", "Decided then or later");
        var until = CommonOptions.Moment("--until", "Decided before");
        var limit = CommonOptions.Limit();
        var list = new Command("list", "List the decisions of people, the newest first: who, when, why.")
        {
            actions, principals, transactions, since, until, limit,
        };
        return new("audit", "The decisions of people about the buffer and about who may do what.")
        {
            options.Run(list, (session, result, cancellationToken) => session.PrintAsync(
                new Query("api/audit")
                    .With("action", result.GetValue(actions))
                    .With("principal", result.GetValue(principals))
                    .With("transaction_id", result.GetValue(transactions))
                    .With("min_at", result.Iso(since))
                    .With("max_at", result.Iso(until))
                    .ToString(),
                result.GetValue(limit),
                items => Rows(items, session.Format != OutputFormat.Table),
                cancellationToken: cancellationToken)),
        };
    }

    private static Listing Rows(IEnumerable<JsonObject> decisions, bool isForProgram) => new(
        ["at", "principal", "action", isForProgram ? "transaction_id" : "transaction", "reason"],
        [
            .. decisions.Select(each => (string[])
            [
                isForProgram ? Moments.Iso(each.Time("at")) : Moments.Second(each.Time("at")), each.Text("principal") ?? "", each.Text("action") ?? "",
                each.Text("about_transaction_id") ?? "", each.Text("reason") ?? "",
            ]),
        ]);
}
