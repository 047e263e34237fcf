namespace CcatOps.Cli.Output;

/// <summary>Transactions as rows and as lines.</summary>
internal static class TransactionText
{
    public static Listing Listing(IEnumerable<JsonObject> transactions, bool isForProgram) => new(
        ["id", "state", isForProgram ? "accepted_at" : "accepted", "operation", "principal", "entities"],
        [
            .. transactions.Select(each => (string[])
            [
                each.Text("id") ?? "", each.Text("state") ?? "", Time(each.Time("accepted_at"), isForProgram), each.Text("operation") ?? "",
                each.Text("principal") ?? "", string.Join(' ', each["entities"].Texts()),
            ]),
        ]);

    public static Listing Failed(IEnumerable<JsonObject> transactions, bool isForProgram) => new(
        ["id", isForProgram ? "failed_at" : "failed", "operation", "principal", "attempts", isForProgram ? "sql_state" : "code", "error"],
        [
            .. transactions.Select(each => (string[])
            [
                each.Text("id") ?? "", Time(each.Time("times", "failed"), isForProgram), each.Text("operation") ?? "", each.Text("principal") ?? "",
                each.Text("attempts") ?? "", each.Text("error", "sql_state") ?? "", ErrorOf(each),
            ]),
        ]);

    public static string ErrorOf(JsonObject transaction) => transaction.Text("error", "message") is { } message
        ? transaction.Text("error", "detail") is { } detail ? $"{message} ({detail})" : message
        : transaction.Text("last_error") ?? "";

    /// <summary>All that the service knows of it, each line fit for a terminal.</summary>
    public static IEnumerable<string> Lines(JsonObject transaction)
    {
        yield return Line("transaction", transaction.Text("id"));
        yield return Line("state", transaction.Text("state"));
        if (transaction.Text("waits_for") is { } reason)
            yield return Line("waits for", reason);
        yield return Line("operation", transaction.Text("operation"));
        yield return Line("principal", transaction.Text("principal"));
        yield return Line("site", transaction.Text("site_name"));
        yield return Line("entities", string.Join(' ', transaction["entities"].Texts()));
        if (transaction.Text("sequence") is { } sequence)
            yield return Line("sequence", sequence);
        if (transaction.Text("lsn") is { } lsn)
            yield return Line("lsn", lsn);
        foreach (var (state, _) in transaction["times"] as JsonObject ?? [])
            yield return Line(state, $"{Moments.Second(transaction.Time("times", state))} UTC");
        if (transaction.Text("reason") is { } why)
            yield return Line("reason", why);
        foreach (var attempt in transaction["history"].Objects())
            yield return Line("refused", $"{Moments.Second(attempt.Time("at"))} UTC, {ErrorOf(attempt)}");
        foreach (var change in transaction["changes"].Objects())
        {
            yield return Line("change", $"{change.Text("kind")} {change.Text("table")} {change.Text("key")}");
            foreach (var (column, value) in change["values"] as JsonObject ?? [])
                yield return PrintableText.Line($"              {column} = {value?.ToJsonString() ?? "null"}");
        }

        foreach (var edit in transaction["edits"].Objects())
        {
            yield return Line("edited", $"{Moments.Second(edit.Time("at"))} UTC by {edit.Text("principal")}: {edit.Text("reason")}");
            foreach (var line in Difference(edit["fields"]))
                yield return line;
        }
    }

    /// <summary>The fields of an edit, old and new.</summary>
    public static IEnumerable<string> Difference(JsonNode? fields) => fields.Objects().SelectMany(field => new[]
    {
        PrintableText.Line($"            - {NameOf(field)} = {field["old"]?.ToJsonString() ?? "null"}"),
        PrintableText.Line($"            + {NameOf(field)} = {field["new"]?.ToJsonString() ?? "null"}"),
    });

    private static string NameOf(JsonObject field) => $"{field.Text("table") ?? $"change {field.Text("change")}"}.{field.Text("column")}";

    private static string Time(DateTimeOffset? time, bool isForProgram) => isForProgram ? Moments.Iso(time) : Moments.Second(time);

    private static string Line(string name, string? value) => PrintableText.Line($"{name,-12}  {value}");
}
