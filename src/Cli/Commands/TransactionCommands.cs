using System.CommandLine;
using CcatOps.Cli.Output;

namespace CcatOps.Cli.Commands;

/// <summary>The commands <c>tx …</c>.</summary>
internal static class TransactionCommands
{
    private const string Path = "api/transactions";

    public static Command Create(ClientOptions options) => new("tx", "Transactions: accepted writes on their way to the main site and back.")
    {
        Show(options), TransactionWait.Create(options), List(options),
    };

    public static Argument<Guid> Id() => new("id") { Description = "The id of the transaction, as sync.transaction_id of a record shows it." };

    private static Command Show(ClientOptions options)
    {
        var id = Id();
        return options.Run(
            new Command("show", "Print the state of a transaction, when it came there, each refusal and its content.") { id },
            async (session, result, cancellationToken) =>
            {
                var transaction = await session.Api.GetAsync($"{Path}/{result.GetValue(id)}", cancellationToken);
                session.Print(transaction, () => TransactionText.Listing([transaction], isForProgram: true), () => TransactionText.Lines(transaction));
                return ExitCodes.Done;
            });
    }

    private static Command List(ClientOptions options)
    {
        var states = CommonOptions.Several("--state", "In this state: buffered, applying, committed, replicated, failed, parked or discarded.");
        var operations = CommonOptions.Several("--operation", "Of this operation, such as start_observation.");
        var entities = CommonOptions.Several("--entity", "That touch this entity, such as executed_obs_unit:<id>.");
        var since = CommonOptions.Moment("--since", "Accepted then or later");
        var until = CommonOptions.Moment("--until", "Accepted before");
        var limit = CommonOptions.Limit();
        return options.Run(
            new Command("list", "List the transactions of the site, the newest first.") { states, operations, entities, since, until, limit },
            (session, result, cancellationToken) => session.PrintAsync(
                new Query(Path)
                    .With("state", result.GetValue(states))
                    .With("operation", result.GetValue(operations))
                    .With("entity", result.GetValue(entities))
                    .With("min_accepted_at", result.Iso(since))
                    .With("max_accepted_at", result.Iso(until))
                    .ToString(),
                result.GetValue(limit),
                items => TransactionText.Listing(items, isForProgram: session.Format != OutputFormat.Table),
                cancellationToken: cancellationToken));
    }
}
