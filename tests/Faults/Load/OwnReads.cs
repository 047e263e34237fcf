using System.Text.Json.Nodes;
using CcatOps.Faults.Evaluation;

namespace CcatOps.Faults.Load;

/// <summary>Reads back what a telescope has written and reports what is not there, or is again as it was before.</summary>
internal sealed class OwnReads(ServiceClient client, RequestLog log, bool failedAreRetried)
{
    private const int OthersMeanwhile = 100;

    public Task CheckAsync(Execution execution, Random random) => random.Next(4) switch
    {
        _ when execution.Id == Guid.Empty => Task.CompletedTask,
        0 => CheckListAsync(execution),
        1 => CheckFilesAsync(execution),
        2 => CheckTransactionAsync(execution, random),
        _ => CheckRecordAsync(execution),
    };

    private async Task CheckRecordAsync(Execution execution)
    {
        var answer = await client.SendAsync(HttpMethod.Get, $"/executed_obs_units/{execution.Id}");
        if (!answer.AsksForAnotherTry)
            Compare(execution, answer.Json, answer.ToString());
    }

    private async Task CheckListAsync(Execution execution)
    {
        if (execution.Status != "running")
            return;
        var answer = await client.SendAsync(HttpMethod.Get, $"/executed_obs_units/?status=running&files=all&limit={OthersMeanwhile}");
        if (answer.AsksForAnotherTry || answer.Json?["next"] is not null)
            return;
        var item = answer.Json?["items"]!.AsArray().SingleOrDefault(one => Answer.Read(one!["id"]) == execution.Id);
        Compare(execution, item?.AsObject(), $"not among the {answer.Json?["items"]!.AsArray().Count} running ones of the list");
    }

    private async Task CheckFilesAsync(Execution execution)
    {
        var answer = await client.SendAsync(HttpMethod.Get, $"/raw_data_files/?executed_obs_unit_id={execution.Id}&limit=1000");
        if (!answer.AsksForAnotherTry)
            CompareFiles(execution, answer.Json?["items"]?.AsArray(), answer.ToString());
    }

    private async Task CheckTransactionAsync(Execution execution, Random random)
    {
        if (execution.Transactions.Count == 0)
            return;
        var transaction = execution.Transactions[random.Next(execution.Transactions.Count)];
        var answer = await client.SendAsync(HttpMethod.Get, $"/api/transactions/{transaction}");
        if (answer.AsksForAnotherTry)
            return;
        if (answer.Json?["state"]?.GetValue<string>() is { } state)
            CompareState(execution, transaction, state);
        else
            log.Report(ViolationKind.Vanished, $"transaction {transaction} was answered and is unknown: {answer}");
    }

    private void Compare(Execution execution, JsonObject? record, string otherwise)
    {
        if (record is null)
        {
            log.Report(ViolationKind.Vanished, $"execution {execution.Id} was answered and is not to be seen: {otherwise}");
            return;
        }

        if (record["status"]!.GetValue<string>() is var status && status != execution.Status)
            log.Report(ViolationKind.Vanished, $"execution {execution.Id} was answered to be {execution.Status} and reads {status}");
        CompareFiles(execution, record["raw_data_files"]?.AsArray(), "no list of files in the record");
        CompareState(execution, record);
    }

    private void CompareFiles(Execution execution, JsonArray? files, string otherwise)
    {
        if (files is null)
        {
            log.Report(ViolationKind.Vanished, $"files of execution {execution.Id} are not to be seen: {otherwise}");
            return;
        }

        var seen = files.Select(file => Answer.Read(file!["id"])!.Value).ToArray();
        if (execution.Files.Except(seen).ToArray() is { Length: > 0 } missing)
            log.Report(ViolationKind.Vanished, $"of execution {execution.Id} answered files are missing: {string.Join(' ', missing)}");
        if (seen.Length != seen.Distinct().Count())
            log.Report(ViolationKind.Twice, $"a file of execution {execution.Id} is listed twice");
    }

    private void CompareState(Execution execution, JsonObject record)
    {
        if (Answer.Read(record["sync"]?["transaction_id"]) is { } transaction)
            CompareState(execution, transaction, record["sync"]!["state"]!.GetValue<string>());
    }

    private void CompareState(Execution execution, Guid transaction, string state)
    {
        var rank = state switch
        {
            "failed" => failedAreRetried ? 0 : 1,
            "committed" => 2,
            "replicated" => 3,
            "discarded" => 4,
            _ => 0,
        };
        if (execution.Seen.TryGetValue(transaction, out var seen) && seen.Rank > rank)
            log.Report(ViolationKind.Vanished, $"transaction {transaction} of execution {execution.Id} went back from {seen.State} to {state}");
        execution.Seen[transaction] = (rank, state);
    }
}
