using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Writes;

/// <summary>A row that the local database shows.</summary>
internal sealed record ShownRow(string Table, string Key, JsonObject Values)
{
    public static ShownRow Of<TRecord>(Table table, TRecord record)
    {
        var change = RowChanges.Insert(table, record);
        return new(change.Table, change.Key, change.Values!);
    }
}

/// <summary>
/// Restores what a request wrote from the same request sent again: both say the same, except for what the service chose, which is in the
/// rows.
/// </summary>
internal static class FirstAnswer
{
    /// <summary>Fields that the service chooses if the client does not, besides keys.</summary>
    private static readonly string[] Chosen = ["start_time", "end_time"];

    /// <param name="repetition">The request sent again.</param>
    /// <param name="rows">The rows that it may have made or changed, of all its tables.</param>
    /// <returns>The repetition as the first request was; null: not all of its rows are there.</returns>
    public static Transaction? Of(Transaction repetition, IEnumerable<ShownRow> rows)
    {
        var byKey = rows.ToDictionary(row => (row.Table, row.Key));
        var named = repetition.Changes.Select(change => (change.Table, change.Key)).ToHashSet();
        var free = byKey.Values
            .Where(row => !named.Contains((row.Table, row.Key)))
            .GroupBy(row => (row.Table, Said(Tables.Named(row.Table), row.Values)))
            .ToDictionary(group => group.Key, group => new Queue<ShownRow>(group));
        var restored = ImmutableArray.CreateBuilder<Change>(repetition.Changes.Length);
        foreach (var change in repetition.Changes)
        {
            if (byKey.GetValueOrDefault((change.Table, change.Key)) is { } same)
                restored.Add(Restore(change, same));
            else if (change.Kind == ChangeKind.Insert && TakeNext(free, (change.Table, Said(Tables.Named(change.Table), change.Values!))) is { } alike)
                restored.Add(Restore(change, alike));
            else
                return null;
        }

        return repetition with { Changes = restored.MoveToImmutable() };
    }

    private static ShownRow? TakeNext<TKey>(Dictionary<TKey, Queue<ShownRow>> free, TKey key)
        where TKey : notnull =>
        free.GetValueOrDefault(key) is { Count: > 0 } rows ? rows.Dequeue() : null;

    private static Change Restore(Change change, ShownRow row)
    {
        var values = change.Values!.DeepClone().AsObject();
        foreach (var column in Chosen.Where(column => values[column] is not null))
            values[column] = row.Values[column]?.DeepClone();
        var key = Tables.Named(change.Table).Key;
        if (values.ContainsKey(key))
            values[key] = row.Values[key]?.DeepClone();
        return change with { Key = row.Key, Values = values };
    }

    /// <summary>Returns the client's value as text, not as a database may normalise it.</summary>
    private static string Said(Table table, JsonObject values) => string.Join(
        '\n', table.Columns.Where(column => column != table.Key && column != "status" && !Chosen.Contains(column))
            .Select(column => values[column])
            .Where(value => value is not JsonObject)
            .Select(value => value?.ToJsonString()));
}
