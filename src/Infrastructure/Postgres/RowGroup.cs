using System.Text.Json;
using CcatOps.Domain.Writes;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>Changes of one kind to rows of one table, made by one statement.</summary>
internal sealed class RowGroup
{
    private readonly List<(Guid TransactionId, Change Change)> changes = [];
    private readonly ChangeKind kind;
    private readonly Table table;
    private readonly string[] columns;
    private readonly string expected;

    private RowGroup(Change first)
    {
        kind = first.Kind;
        table = Tables.Named(first.Table);
        columns = kind == ChangeKind.Insert
            ? [.. table.Columns]
            : [.. table.Columns.Where(column => first.Values?.ContainsKey(column) == true)];
        expected = first.Expected?.ToJsonString() ?? "{}";
    }

    /// <summary>
    /// Gathers changes so that those to one row keep their order: inserts come before updates before deletes, parents before
    /// children, and a change that would go back in that order opens a further stage.
    /// </summary>
    public static IEnumerable<RowGroup> Gather(IEnumerable<Transaction> transactions)
    {
        var groups = new Dictionary<(int Stage, ChangeKind Kind, int Table, string Columns, string Expected), RowGroup>();
        var places = new Dictionary<(string Table, string Key), (int Stage, ChangeKind Kind)>();
        foreach (var transaction in transactions)
        {
            foreach (var change in transaction.Changes)
            {
                var row = (change.Table, change.Key);
                var stage = places.TryGetValue(row, out var last) ? last.Stage + (change.Kind > last.Kind ? 0 : 1) : 0;
                places[row] = (stage, change.Kind);

                var group = new RowGroup(change);
                var place = (stage, change.Kind, Tables.All.IndexOf(group.table), string.Join(',', group.columns), group.expected);
                if (!groups.TryAdd(place, group))
                    group = groups[place];
                group.changes.Add((transaction.Id, change));
            }
        }

        return groups
            .OrderBy(group => (group.Key.Stage, group.Key.Kind, group.Key.Kind == ChangeKind.Delete ? -group.Key.Table : group.Key.Table))
            .Select(group => group.Value);
    }

    public void AddTo(NpgsqlBatch batch)
    {
        var rows = TransactionBatch.Json(WriteRows);
        if (kind == ChangeKind.Insert)
            batch.Add(Insert(), rows);
        else
            batch.Add(Guarded(kind == ChangeKind.Update ? Update() : Delete()), rows, System.Text.Encoding.UTF8.GetBytes(expected), (long)changes.Count);
    }

    private string Insert() =>
        $"""
        insert into {table.Name} ({List(columns, "")}, transaction_id)
        select {List(columns, "")}, transaction_id from jsonb_populate_recordset(null::{table.Name}, $1)
        """;

    private string Update() =>
        $"""
        update {table.Name} t set ({List(columns, "")}, transaction_id) = row({List(columns, "r.")}, r.transaction_id)
        from jsonb_populate_recordset(null::{table.Name}, $1) r
        where t.{table.Key} = r.{table.Key} and to_jsonb(t) @> $2
        """;

    private string Delete() =>
        $"""
        delete from {table.Name} t using jsonb_populate_recordset(null::{table.Name}, $1) r
        where t.{table.Key} = r.{table.Key} and to_jsonb(t) @> $2
        """;

    private string Guarded(string statement) =>
        $"""
        with changed as ({statement} returning 1)
        select require_rows($3, (select count(*) from changed), '{table.Name}', $2)
        """;

    private void WriteRows(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var (transactionId, change) in changes)
        {
            writer.WriteStartObject();
            writer.WriteString("transaction_id", transactionId);
            if (kind != ChangeKind.Insert)
                writer.WriteString(table.Key, change.Key);
            foreach (var column in columns)
            {
                writer.WritePropertyName(column);
                if (change.Values![column] is { } value)
                    value.WriteTo(writer);
                else
                    writer.WriteNullValue();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string List(IEnumerable<string> columns, string prefix) => string.Join(", ", columns.Select(column => prefix + column));
}
