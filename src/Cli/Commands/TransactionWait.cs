using System.CommandLine;
using System.Globalization;
using CcatOps.Cli.Output;

namespace CcatOps.Cli.Commands;

/// <summary>The command <c>tx wait</c>, which holds a script until there is proof that its writes have arrived.</summary>
internal static class TransactionWait
{
    /// <summary>The service holds an answer so long; meanwhile the line of progress stands.</summary>
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static Command Create(ClientOptions options)
    {
        var ids = new Argument<Guid[]>("id") { Description = "The ids of the transactions.", Arity = ArgumentArity.OneOrMore };
        var until = new Option<string>("--until")
        {
            Description = "committed (or main): in the main database; replicated (or replica): seen on the replica of the site.",
            HelpName = "state",
            DefaultValueFactory = _ => "committed",
        };
        until.AcceptOnlyFromAmong("committed", "main", "replicated", "replica");
        var timeout = new Option<string>("--timeout")
        {
            Description = $"How long to wait at most: {Moments.ExpectedDuration}.",
            HelpName = "duration",
            DefaultValueFactory = _ => "10m",
        };
        timeout.Validators.Add(result => CommonOptions.Require(
            result, Moments.TryDuration(result.GetValueOrDefault<string>(), out _), Moments.ExpectedDuration));
        var command = new Command(
            "wait", "Wait until transactions have arrived. Exit code 0: all have, 7: not in time, 8: one was refused or is parked, 5: one was discarded.")
        {
            ids, until, timeout,
        };
        return options.Run(command, async (session, result, cancellationToken) =>
        {
            var goal = result.GetValue(until) is "replicated" or "replica" ? "replicated" : "committed";
            Moments.TryDuration(result.GetValue(timeout), out var patience);
            var wait = new Wait(session, goal, patience, result.GetValue(ids)!.Length);
            var seen = new List<JsonObject>();
            foreach (var id in result.GetValue(ids)!.Distinct())
                seen.Add(await wait.ForAsync(id, seen.Count, cancellationToken));
            session.Terminal.Progress("");
            session.Print(seen.ToItems(), () => TransactionText.Listing(seen, isForProgram: session.Format != OutputFormat.Table));
            return seen.Select(each => CodeOf(each.Text("state"), goal)).Max();
        });
    }

    private static int CodeOf(string? state, string goal) => state switch
    {
        "replicated" => ExitCodes.Done,
        "committed" when goal == "committed" => ExitCodes.Done,
        "failed" or "parked" => ExitCodes.NeedsPerson,
        "discarded" => ExitCodes.Refused,
        _ => ExitCodes.Waiting,
    };

    /// <summary>One wait for several transactions, which share its time.</summary>
    private sealed class Wait(Session session, string goal, TimeSpan patience, int total)
    {
        private readonly long started = TimeProvider.System.GetTimestamp();

        private TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(started);

        /// <summary>A service that is restarted meanwhile is asked again.</summary>
        public async Task<JsonObject> ForAsync(Guid id, int done, CancellationToken cancellationToken)
        {
            while (true)
            {
                var left = patience - Elapsed;
                var held = left > Held ? Held : left > TimeSpan.Zero ? left : TimeSpan.Zero;
                try
                {
                    var transaction = await session.Api.GetAsync(
                        string.Create(CultureInfo.InvariantCulture, $"api/transactions/{id}?wait={held.TotalSeconds:0.###}&until={goal}"),
                        held + Connections.ApiClient.Patience, cancellationToken);
                    if (CodeOf(transaction.Text("state"), goal) != ExitCodes.Waiting || patience <= Elapsed)
                        return transaction;
                    session.Terminal.Progress(
                        $"{done} of {total} {goal}; {transaction.Text("state")} for {StatusWords.Age(Elapsed)}: {transaction.Text("waits_for") ?? transaction.Text("operation")}");
                }
                catch (ClientFailure failure) when (failure.Code == ExitCodes.Unreachable && Elapsed < patience)
                {
                    session.Terminal.Progress($"{done} of {total} {goal}; {failure.Message.Split('\n')[0]}");
                    await Task.Delay(Pause, TimeProvider.System, cancellationToken);
                }
            }
        }
    }
}
