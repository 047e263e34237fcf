using System.Text.Json.Nodes;
using CcatOps.Faults.Load;

namespace CcatOps.Faults.Evaluation;

/// <summary>Each applied write has its rows, with the values that were sent, once; no row and no marker is there that nobody sent.</summary>
internal static class Effects
{
    public static IEnumerable<Violation> Find(Facts facts)
    {
        var applied = facts.Main.Markers.Select(marker => marker.Transaction).ToHashSet();
        var stored = facts.Main.Rows.ToDictionary(row => (row.Table, row.Id));
        var expected = new Dictionary<(string Table, Guid Id), (string Key, JsonObject Values)>();
        foreach (var write in facts.Accepted.Where(write => applied.Contains(write.Transaction)))
        {
            foreach (var row in write.Rows)
                expected[(row.Table, row.Id)] = (write.Key, LaidOver(expected.GetValueOrDefault((row.Table, row.Id)).Values, Expected(write, row)));
        }

        foreach (var ((table, id), (key, values)) in expected)
        {
            if (!stored.TryGetValue((table, id), out var row))
                yield return new(ViolationKind.Lost, $"{table} {id} of {key} has a marker and no row");
            else if (DifferenceOf(values, row.Values) is { } difference)
                yield return new(ViolationKind.WrongValues, $"{table} {id} of {key}: {difference}");
        }

        foreach (var violation in Doubled(facts).Concat(Unsent(facts, expected.Keys)))
            yield return violation;
    }

    private static IEnumerable<Violation> Doubled(Facts facts)
    {
        foreach (var group in facts.Main.Rows.GroupBy(row => (row.Table, Key: KeyOf(row))).Where(group => group.Count() > 1))
            yield return new(ViolationKind.Twice, $"{group.Key.Key} made {group.Count()} rows of {group.Key.Table}: {string.Join(' ', group.Select(row => row.Id))}");
        foreach (var group in facts.Main.Markers.Where(marker => marker.Key is not null).GroupBy(marker => marker.Key).Where(group => group.Count() > 1))
            yield return new(ViolationKind.Twice, $"key {group.Key} has {group.Count()} markers");
    }

    private static IEnumerable<Violation> Unsent(Facts facts, IReadOnlyCollection<(string, Guid)> expected)
    {
        var keys = facts.Accepted.Select(write => write.Key).Concat(facts.OpenKeys).ToHashSet();
        var transactions = facts.Accepted.Select(write => write.Transaction).ToHashSet();
        foreach (var row in facts.Main.Rows.Where(row => !expected.Contains((row.Table, row.Id)) && !facts.OpenKeys.Contains(RequestOf(row))))
            yield return new(ViolationKind.Unaccounted, $"{row.Table} {row.Id} of {KeyOf(row)} is there without an answered, marked write");
        foreach (var marker in facts.Main.Markers.Where(marker => !marker.IsOfDecision && !transactions.Contains(marker.Transaction)))
        {
            if (marker.Key is null || !facts.OpenKeys.Contains(marker.Key))
                yield return new(ViolationKind.Unaccounted, $"marker {marker.Transaction} with key {marker.Key} belongs to no answered write{(keys.Contains(marker.Key ?? "") ? ", but its key does" : "")}");
        }
    }

    private static string KeyOf(StoredRow row) => row.Values[row.Table == "raw_data_file" ? "name" : "comment"]?.GetValue<string>() ?? "";

    // Files are named by the key of their request, a dot, and their place in it.
    private static string RequestOf(StoredRow row) => row.Table == "raw_data_file" ? KeyOf(row)[..KeyOf(row).LastIndexOf('.')] : KeyOf(row);

    // Main has no such unit: what was sent to fail can only be there after a person has edited it, or has planned the unit.
    private static JsonObject Expected(AcceptedWrite write, SentRow row)
    {
        if (!write.IsProvoked)
            return row.Values;
        var values = row.Values.DeepClone().AsObject();
        values.Remove("obs_unit_id");
        return values;
    }

    private static JsonObject LaidOver(JsonObject? below, JsonObject above)
    {
        var all = below?.DeepClone().AsObject() ?? [];
        foreach (var (name, value) in above)
            all[name] = value?.DeepClone();
        return all;
    }

    private static string? DifferenceOf(JsonObject sent, JsonObject stored)
    {
        var differing = sent.Where(value => !JsonNode.DeepEquals(Plain(value.Value), Plain(stored[value.Key]))).ToArray();
        return differing.Length == 0
            ? null
            : string.Join(", ", differing.Select(value => $"{value.Key} is {stored[value.Key]?.ToJsonString() ?? "null"}, sent was {value.Value?.ToJsonString()}"));
    }

    // A number made in memory and one that was read do not compare.
    private static JsonNode? Plain(JsonNode? node) => node is null ? null : JsonNode.Parse(node.ToJsonString());
}
