using System.Text.Json.Nodes;

namespace CcatOps.Faults.Load;

/// <summary>The bodies of writes. Each row carries the site, and the key that made it: no second row may carry the same.</summary>
internal sealed class Writes(string site, Random random)
{
    private const string Executions = "executed_obs_unit";
    private const string Files = "raw_data_file";
    private const int UnknownUnit = 900_000;

    public PlannedWrite Start(string key, int plannedUnits, bool poisoned)
    {
        var values = new JsonObject
        {
            ["obs_unit_id"] = poisoned ? UnknownUnit + random.Next(1000) : 1 + random.Next(plannedUnits),
            ["instrument_module"] = site,
            ["conditions"] = new JsonObject { ["pwv_mm"] = random.Next(1, 500) / 100.0, ["wind"] = random.Next(30) },
            ["comment"] = key,
        };
        var body = values.DeepClone().AsObject();
        if (random.Next(2) == 0)
            body["id"] = Guid.CreateVersion7().ToString();
        return new(RequestKind.Start, HttpMethod.Post, "/executed_obs_units/start", body, [],
            answer => [new(Executions, answer.Id!.Value, With(values, ("status", "running")))]);
    }

    public PlannedWrite Finish(Execution execution)
    {
        var status = random.Next(10) switch { 0 => "failed", 1 => "aborted", _ => "completed" };
        return new(RequestKind.Finish, HttpMethod.Put, $"/executed_obs_units/{execution.Id}/finish", new JsonObject { ["status"] = status },
            [execution], _ => [new(Executions, execution.Id, new JsonObject { ["status"] = status })]);
    }

    public PlannedWrite File(string key, Execution execution)
    {
        var (values, body) = FileOf($"{key}.0", execution);
        return new(RequestKind.File, HttpMethod.Post, "/raw_data_files/", body, [execution], answer => [new(Files, answer.Id!.Value, values)]);
    }

    public PlannedWrite Bulk(string key, IReadOnlyList<Execution> executions)
    {
        var files = Enumerable.Range(0, random.Next(2, 12)).Select(i => FileOf($"{key}.{i}", executions[i % executions.Count])).ToArray();
        return new(
            RequestKind.Bulk, HttpMethod.Post, "/raw_data_files/bulk", new JsonArray([.. files.Select(file => file.Body)]),
            [.. executions.Take(files.Length)],
            answer => [.. answer.Json!["ids"]!.AsArray().Select((id, i) => new SentRow(Files, Answer.Read(id)!.Value, files[i].Values))]);
    }

    /// <summary>Writes that the service must refuse whatever its state.</summary>
    public PlannedWrite Invalid() => random.Next(3) switch
    {
        0 => new(RequestKind.Invalid, HttpMethod.Post, "/executed_obs_units/start", new JsonObject { ["obs_unit"] = 1 }, [], _ => []),
        1 => new(RequestKind.Invalid, HttpMethod.Post, "/raw_data_files/", new JsonObject { ["name"] = "", ["size_bytes"] = -1 }, [], _ => []),
        _ => new(RequestKind.Invalid, HttpMethod.Post, "/raw_data_files/bulk", new JsonArray(), [], _ => []),
    };

    private (JsonObject Values, JsonObject Body) FileOf(string name, Execution execution)
    {
        var values = new JsonObject
        {
            ["executed_obs_unit_id"] = execution.Id.ToString(),
            ["name"] = name,
            ["size_bytes"] = random.NextInt64(1L << 40),
            ["checksum"] = $"sha256:{random.NextInt64():x64}",
            ["instrument_module"] = site,
        };
        var body = values.DeepClone().AsObject();
        if (random.Next(2) == 0)
            body["id"] = Guid.CreateVersion7().ToString();
        return (values, body);
    }

    private static JsonObject With(JsonObject values, (string Name, string Value) more)
    {
        var all = values.DeepClone().AsObject();
        all[more.Name] = more.Value;
        return all;
    }
}
