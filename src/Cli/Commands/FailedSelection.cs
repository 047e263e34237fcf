using System.CommandLine;
using CcatOps.Cli.Output;

namespace CcatOps.Cli.Commands;

/// <summary>Which failed transactions a decision is about: ids, a filter, or all. It is asked for with their count before anything is changed.</summary>
internal sealed class FailedSelection
{
    private readonly FailedFilter filter = new();

    private readonly Argument<Guid[]> ids = new("id") { Description = "The ids of failed transactions.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> all = new("--all") { Description = "All that have failed." };
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Only print how many are meant and what would happen." };
    private readonly Option<bool> yes = CommonOptions.Yes();

    public Command AddTo(Command command)
    {
        command.Add(ids);
        foreach (var option in (IEnumerable<Option>)[all, .. filter.Options, dryRun, yes])
            command.Add(option);
        command.Validators.Add(result =>
        {
            var named = result.GetResult(ids) is { Tokens.Count: > 0 };
            var filtered = filter.Options.Any(option => result.GetResult(option) is { Implicit: false });
            if ((named ? 1 : 0) + (filtered || result.GetValue(all) ? 1 : 0) != 1)
                result.AddError("Name failed transactions by their ids, by a filter such as --operation, or with --all.");
        });
        return command;
    }

    /// <summary>Asks what would happen, asks the person, and does it.</summary>
    /// <param name="session">The service, and where the outcome is printed.</param>
    /// <param name="result">The command line.</param>
    /// <param name="path">The path of the decision.</param>
    /// <param name="verb">The decision in words, such as <c>Retry</c>.</param>
    /// <param name="more">The other members of the request.</param>
    /// <param name="foresee">Prints the outcome of the dry run.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    public async Task<int> DecideAsync(
        Session session, ParseResult result, string path, string verb, JsonObject more, Action<JsonObject> foresee, CancellationToken cancellationToken)
    {
        var body = (JsonObject)more.DeepClone();
        if (result.GetValue(ids) is { Length: > 0 } named)
            body["ids"] = new JsonArray([.. named.Select(id => JsonValue.Create(id.ToString()))]);
        else
            body["filter"] = filter.ToJson(result);

        var trial = (JsonObject)body.DeepClone();
        trial["dry_run"] = true;
        var foreseen = await session.Api.PostAsync(path, trial, cancellationToken);
        var count = foreseen.Number("count") ?? 0;
        foresee(foreseen);
        if (count == 0 || result.GetValue(dryRun))
        {
            if (count > 0 || session.Format != OutputFormat.Table)
                session.Print(foreseen, () => Outcome(foreseen));
            return ExitCodes.Done;
        }

        if (!result.GetValue(yes) && !Terminal.Confirm($"{verb} {StatusWords.Count(count, "failed transaction", "failed transactions")}?"))
        {
            session.Terminal.Note("Nothing was changed.");
            return ExitCodes.Refused;
        }

        body["expected_count"] = count;
        var outcome = await session.Api.PostAsync(path, body, cancellationToken);
        session.Print(outcome, () => Outcome(outcome));
        return ExitCodes.Done;
    }

    /// <summary>The transactions that a decision moves, and what becomes of each.</summary>
    private static Listing Outcome(JsonObject outcome)
    {
        var would = outcome.Text("dry_run") == "true" ? "would be " : "";
        return new(
            ["id", "outcome", "error"],
            [
                .. Rows("ids", "buffered"),
                .. Rows("discarded", "discarded"),
                .. Rows("released", "buffered"),
                .. outcome["would"].Objects().Select(each => (string[])
                [
                    each.Text("transaction_id") ?? "", $"would {each.Text("would")?.Replace('_', ' ')}", TransactionText.ErrorOf(each),
                ]),
            ]);

        IEnumerable<string[]> Rows(string name, string became) => outcome[name].Texts().Select(id => (string[])[id, $"{would}{became}", ""]);
    }
}
