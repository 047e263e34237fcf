using System.CommandLine;
using CcatOps.Cli.Output;

namespace CcatOps.Cli.Commands;

/// <summary>The commands <c>failed …</c>, for writes that the main database has refused.</summary>
internal static class FailedCommands
{
    private const string Path = "api/transactions";

    public static Command Create(ClientOptions options) => new("failed", "Failed transactions: refused by the main database, kept until a person decides.")
    {
        List(options), Show(options), Retry(options), FailedEdit.Create(options), Discard(options),
    };

    private static Command List(ClientOptions options)
    {
        var filter = new FailedFilter();
        var limit = CommonOptions.Limit();
        var command = new Command("list", "List the failed transactions, the newest first.") { limit };
        foreach (var option in filter.Options)
            command.Add(option);
        return options.Run(command, (session, result, cancellationToken) => session.PrintAsync(
            filter.ListPath(result),
            result.GetValue(limit),
            items => TransactionText.Failed(items, isForProgram: session.Format != OutputFormat.Table),
            filter.Rest(result),
            cancellationToken));
    }

    private static Command Show(ClientOptions options)
    {
        var id = TransactionCommands.Id();
        return options.Run(
            new Command("show", "Print a failed transaction with its content, each refusal and each edit.") { id },
            async (session, result, cancellationToken) =>
            {
                var transaction = await session.Api.GetAsync($"{Path}/{result.GetValue(id)}", cancellationToken);
                session.Print(transaction, () => TransactionText.Failed([transaction], isForProgram: true), () => TransactionText.Lines(transaction));
                return ExitCodes.Done;
            });
    }

    private static Command Retry(ClientOptions options)
    {
        var selection = new FailedSelection();
        var command = selection.AddTo(new Command(
            "retry", "Try failed transactions again; the parked ones behind them follow. The first of them are tried against main before you are asked."));
        return options.Run(command, (session, result, cancellationToken) => selection.DecideAsync(
            session, result, $"{Path}/retry", "Retry", [], foreseen => session.Terminal.Note(Foreseen(foreseen)), cancellationToken));
    }

    private static Command Discard(ClientOptions options)
    {
        var selection = new FailedSelection();
        var reason = CommonOptions.Reason("Why they are given up; it goes into the audit.");
        var release = new Option<bool>("--release-followers") { Description = "Put the parked ones behind them back into the buffer; else they go too." };
        var command = selection.AddTo(new Command(
            "discard", "Give failed transactions up for good, and with them the parked ones that waited for them.") { reason, release });
        return options.Run(command, (session, result, cancellationToken) => selection.DecideAsync(
            session,
            result,
            $"{Path}/discard",
            "Discard for good",
            new JsonObject { ["reason"] = result.GetValue(reason), ["followers"] = result.GetValue(release) ? "release" : "discard" },
            foreseen => session.Terminal.Note(
                $"{StatusWords.Count(foreseen.Number("count") ?? 0, "failed transaction is", "failed transactions are")} meant; "
                + $"with the parked ones {foreseen["discarded"].Texts().Count()} would be discarded, {foreseen["released"].Texts().Count()} released."),
            cancellationToken));
    }

    private static string Foreseen(JsonObject foreseen)
    {
        var tried = foreseen["would"].Objects().ToArray();
        var more = foreseen.Number("not_rehearsed") is > 0 and var count ? $" {Moments.Count(count)} more were not tried." : "";
        return $"{StatusWords.Count(foreseen.Number("count") ?? 0, "failed transaction is", "failed transactions are")} meant. "
            + $"Main would take {tried.Count(each => each.Text("would") is "apply" or "be_known")} of the first {tried.Length}, parked ones counted.{more}";
    }
}
