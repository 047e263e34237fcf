using System.Text.Json.Nodes;
using CcatOps.Faults.Evaluation;

namespace CcatOps.Faults.Load;

/// <summary>Reads back what a telescope has written and reports what is not there, or is again as it was before.</summary>
internal sealed class OwnReads(ServiceClient client, RequestLog log)
{
    private const int OthersMeanwhile = 100;

    public Task CheckAsync(Execution execution, Random random) => random.Next(3) switch
    {
        _ when execution.Id == Guid.Empty => Task.CompletedTask,
        0 => CheckListAsync(execution),
        1 => CheckFilesAsync(execution),
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
        var answer = await client.SendAsync(HttpMethod.Get, $"/executed_obs_units/?status=running&limit={OthersMeanwhile}");
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
        if (Answer.Read(record["sync"]?["transaction_id"]) is not { } transaction)
            return;
        var state = record["sync"]!["state"]!.GetValue<string>();
        var rank = state switch { "committed" => 1, "replicated" => 2, _ => 0 };
        if (execution.Seen.GetValueOrDefault(transaction) > rank)
            log.Report(ViolationKind.Vanished, $"transaction {transaction} of execution {execution.Id} went back to {state}");
        execution.Seen[transaction] = rank;
    }
}
