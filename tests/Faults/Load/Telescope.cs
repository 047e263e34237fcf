using System.Net;
using CcatOps.Faults.Evaluation;
using CcatOps.TestBed;

namespace CcatOps.Faults.Load;

/// <summary>
/// A client that observes: it has up to three executions open, and writes the next thing about one only when the one before was answered.
/// It repeats unanswered requests under the same key until they are answered.
/// </summary>
internal sealed class Telescope(string site, int number, LoadOptions options, Uri[] addresses, Pace pace, RequestLog log) : IDisposable
{
    private const int PlannedUnits = PlannedStage.Units;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);
    private readonly string name = $"{site}-{options.Seed}-{number}";
    private readonly Random random = new((options.Seed * 1009) + number);
    private readonly ServiceClient client = new(addresses, $"{site}-{options.Seed}-{number}", options, log);
    private static readonly Execution Nothing = new(Guid.Empty, isProvoked: true);
    private readonly List<Execution> open = [];
    private int writes;

    /// <summary>Observes until the load has had its writes or is stopped; then what is under way is brought to its answer.</summary>
    /// <param name="stop">No new write begins.</param>
    /// <param name="abandon">Nothing is waited for any more; what has no answer stays open in the log.</param>
    public async Task ObserveAsync(CancellationToken stop, CancellationToken abandon)
    {
        var plans = new Writes(site, random);
        var reads = new OwnReads(client, log, options.FailedAreRetried);
        while (await pace.NextAsync(stop))
        {
            var key = $"{name}-{++writes}";
            if (random.NextDouble() < options.InvalidShare)
            {
                await RefusedAsync(plans.Invalid());
                continue;
            }

            var plan = Next(plans, key);
            if (await WriteAsync(plan, key, abandon) is not { } written)
                return;
            if (written != Nothing && random.NextDouble() < options.ReadShare && !IsDiscarded(written))
                await reads.CheckAsync(written, random);
        }
    }

    public void Dispose() => client.Dispose();

    private PlannedWrite Next(Writes plans, string key)
    {
        if (open.Count == 0 || (open.Count < 3 && random.Next(4) == 0))
            return plans.Start(key, PlannedUnits, random.NextDouble() < options.PoisonShare);
        var execution = open[random.Next(open.Count)];
        if (random.NextDouble() < options.BulkShare)
            return plans.Bulk(key, [.. open.Where(other => other.IsProvoked == execution.IsProvoked)]);
        return random.Next(5) < 2 ? plans.Finish(execution) : plans.File(key, execution);
    }

    private bool IsDiscarded(Execution execution) => options.FailedAreDiscarded && execution.IsProvoked;

    private async Task<Execution?> WriteAsync(PlannedWrite plan, string key, CancellationToken abandon)
    {
        log.Sends(key);
        var answer = random.NextDouble() < options.ConcurrentRepeatShare
            ? await SendAtOnceAsync(plan, key, abandon)
            : await SendUntilAnsweredAsync(plan, key, abandon);
        if (answer.AsksForAnotherTry)
            return null;
        if (!answer.IsSuccess)
        {
            log.Settled(key);
            if (plan.Executions.Any(IsDiscarded))
            {
                open.RemoveAll(IsDiscarded);
                return plan.Executions[0];
            }

            // Past a buffer that is unavailable, main says at once what it would have said later.
            if (!IsForUnknownUnit(plan) || answer.Status != HttpStatusCode.UnprocessableEntity)
                log.Report(ViolationKind.WrongAnswer, $"valid {plan.Kind} {key} was refused: {answer}");
            return plan.Executions is [var touched, ..] ? touched : Nothing;
        }

        var execution = Remember(plan, key, answer);
        if (random.NextDouble() < options.RepeatShare)
            await CompareAsync(plan, key, answer, client.SendAsync(plan.Method, plan.Path, plan.Body, key, plan.Kind));
        return execution;
    }

    private async Task<Answer> SendUntilAnsweredAsync(PlannedWrite plan, string key, CancellationToken abandon)
    {
        var pause = TimeSpan.FromMilliseconds(20);
        while (true)
        {
            var answer = await client.SendAsync(plan.Method, plan.Path, plan.Body, key, plan.Kind);
            if (!answer.AsksForAnotherTry || !await Pace.ElapsedAsync(pause, abandon))
                return answer;
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<Answer> SendAtOnceAsync(PlannedWrite plan, string key, CancellationToken abandon)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SendUntilAnsweredAsync(plan, key, abandon)));
        foreach (var other in answers.Skip(1))
            await CompareAsync(plan, key, answers[0], Task.FromResult(other));
        return answers[0];
    }

    private async Task CompareAsync(PlannedWrite plan, string key, Answer first, Task<Answer> repetition)
    {
        var again = await repetition;
        if (first.AsksForAnotherTry || again.AsksForAnotherTry)
            return;
        if (again.Status != first.Status || again.Id != first.Id || again.Transaction != first.Transaction)
            log.Report(ViolationKind.WrongAnswer, $"{plan.Kind} {key} got {first} first and {again} when repeated");
    }

    private async Task RefusedAsync(PlannedWrite plan)
    {
        var answer = await client.SendAsync(plan.Method, plan.Path, plan.Body, null, plan.Kind);
        if (!answer.AsksForAnotherTry && (int)answer.Status! is not (400 or 422))
            log.Report(ViolationKind.WrongAnswer, $"invalid {plan.Method} {plan.Path} got {answer}");
    }

    private Execution Remember(PlannedWrite plan, string key, Answer answer)
    {
        var rows = plan.Rows(answer);
        var execution = plan.Kind == RequestKind.Start ? Opened(plan, answer) : plan.Executions[0];
        var touched = plan.Kind == RequestKind.Start ? [execution] : plan.Executions;
        log.Accept(new(
            log.NextOrdinal(), plan.Kind, key, answer.Transaction!.Value, [.. touched.Select(one => one.Id)], rows, execution.IsProvoked));
        foreach (var one in touched)
            one.Transactions.Add(answer.Transaction!.Value);
        foreach (var row in rows.Where(row => row.Values["executed_obs_unit_id"] is not null))
            touched.Single(one => one.Id == Answer.Read(row.Values["executed_obs_unit_id"])).Files.Add(row.Id);
        if (plan.Kind == RequestKind.Finish)
        {
            execution.Status = plan.Body["status"]!.GetValue<string>();
            open.Remove(execution);
        }

        return execution;
    }

    private Execution Opened(PlannedWrite plan, Answer answer)
    {
        var execution = new Execution(answer.Id!.Value, IsForUnknownUnit(plan));
        open.Add(execution);
        return execution;
    }

    private static bool IsForUnknownUnit(PlannedWrite plan) =>
        plan.Kind == RequestKind.Start && plan.Body["obs_unit_id"]!.GetValue<int>() > PlannedUnits;
}
