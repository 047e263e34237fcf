using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CcatOps.Cli.Output;

namespace CcatOps.Cli.Commands;

/// <summary>The command <c>failed edit</c>.</summary>
internal static class FailedEdit
{
    private const string ExpectedValue = "COLUMN=VALUE, or N:COLUMN=VALUE for another change than the first, counted from 0";

    public static Command Create(ClientOptions options)
    {
        var id = TransactionCommands.Id();
        var values = new Option<string[]>("--set")
        {
            Description = $"A new value: {ExpectedValue}. VALUE is JSON, or else text. Repeat it for several.",
            HelpName = "column=value",
            Required = true,
        };
        values.Validators.Add(result => CommonOptions.Require(
            result, (result.GetValueOrDefault<string[]>() ?? []).All(text => TryParse(text, out _)), ExpectedValue));
        var reason = CommonOptions.Reason("Why; it goes into the audit.");
        var dryRun = new Option<bool>("--dry-run") { Description = "Only try the new values against main, and print what would happen." };
        var yes = CommonOptions.Yes();
        var command = new Command("edit", "Give a failed transaction other values, try them against main, and put it back in its place.")
        {
            id, values, reason, dryRun, yes,
        };
        return options.Run(command, async (session, result, cancellationToken) =>
        {
            var path = $"api/transactions/{result.GetValue(id)}/edit";
            var body = new JsonObject { ["changes"] = Changes(result.GetValue(values)!), ["reason"] = result.GetValue(reason) };
            var trial = (JsonObject)body.DeepClone();
            trial["dry_run"] = true;
            var foreseen = await session.Api.PostAsync(path, trial, cancellationToken);
            foreach (var line in TransactionText.Difference(foreseen["fields"]))
                session.Terminal.Note(line);
            var refusals = foreseen["would"].Objects().Where(each => each.Text("would") == "fail").ToArray();
            foreach (var refusal in refusals)
                session.Terminal.Note($"Main would refuse {refusal.Text("transaction_id")}: {TransactionText.ErrorOf(refusal)}");
            if (result.GetValue(dryRun))
            {
                session.Print(foreseen, () => Outcome(foreseen));
                return refusals.Length == 0 ? ExitCodes.Done : ExitCodes.Refused;
            }

            if (!result.GetValue(yes) && !Terminal.Confirm("Put it back with these values?"))
            {
                session.Terminal.Note("Nothing was changed.");
                return ExitCodes.Refused;
            }

            var edited = await session.Api.PostAsync(path, body, cancellationToken);
            session.Print(edited, () => Outcome(edited));
            return ExitCodes.Done;
        });
    }

    private static Listing Outcome(JsonObject edited) => new(
        ["id", "outcome", "error"],
        edited.Text("dry_run") == "true"
            ? [.. edited["would"].Objects().Select(each => (string[])[each.Text("transaction_id") ?? "", $"would {each.Text("would")}", TransactionText.ErrorOf(each)])]
            : [.. edited["ids"].Texts().Select(id => (string[])[id, "buffered", ""])]);

    private static JsonArray Changes(string[] values)
    {
        var changes = new SortedDictionary<int, JsonObject>();
        foreach (var text in values)
        {
            if (!TryParse(text, out var value))
                continue;
            if (!changes.TryGetValue(value.Change, out var columns))
                changes[value.Change] = columns = [];
            columns[value.Column] = value.Value;
        }

        return [.. changes.Select(change => new JsonObject { ["change"] = change.Key, ["values"] = change.Value })];
    }

    private static bool TryParse(string text, out (int Change, string Column, JsonNode? Value) value)
    {
        value = default;
        if (text.Split('=', 2) is not [var place, var json])
            return false;
        var parts = place.Split(':', 2);
        var change = 0;
        if (parts.Length == 2 && !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out change))
            return false;
        value = (change, parts[^1].Trim(), ValueOf(json));
        return value.Column.Length > 0;
    }

    private static JsonNode? ValueOf(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
