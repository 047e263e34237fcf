using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Sqlite.Main;

/// <summary>One change as SQL. Only names of known tables and columns get into its text.</summary>
internal sealed record SqliteMainStatement(string Sql, IReadOnlyList<object?> Values)
{
    public static SqliteMainStatement Of(Table table, Change change, Guid transactionId)
    {
        var values = new List<object?>();
        var sql = change.Kind switch
        {
            ChangeKind.Insert => Insert(table, change, transactionId, values),
            ChangeKind.Update => Update(table, change, transactionId, values),
            _ => $"delete from {table.Quoted} where {Condition(table, change, values)}",
        };
        return new SqliteMainStatement(sql, values);
    }

    private static string Insert(Table table, Change change, Guid transactionId, List<object?> values)
    {
        var places = table.Columns.Select(column => Place(table, change, column, values)).ToArray();
        return $"insert into {table.Quoted} ({string.Join(", ", table.Columns)}, transaction_id) "
            + $"values ({string.Join(", ", places)}, {Place(SqliteMainValues.Text(transactionId), values)})";
    }

    private static string Update(Table table, Change change, Guid transactionId, List<object?> values)
    {
        var assignments = table.Columns
            .Where(column => change.Values?.ContainsKey(column) == true)
            .Select(column => $"{column} = {Place(table, change, column, values)}")
            .Append($"transaction_id = {Place(SqliteMainValues.Text(transactionId), values)}")
            .ToArray();
        return $"update {table.Quoted} set {string.Join(", ", assignments)} where {Condition(table, change, values)}";
    }

    private static string Condition(Table table, Change change, List<object?> values)
    {
        var expected = change.Expected ?? [];
        var conditions = table.Columns
            .Where(expected.ContainsKey)
            .Select(column => $"{column} is {Place(SqliteMainValues.OfColumn(table, column, expected[column]), values)}")
            .Prepend($"{table.Key} = {Place(SqliteMainValues.Key(table.Key, change.Key), values)}")
            .ToArray();
        return string.Join(" and ", conditions);
    }

    private static string Place(Table table, Change change, string column, List<object?> values) =>
        Place(SqliteMainValues.OfColumn(table, column, change.Values?[column]), values);

    private static string Place(object value, List<object?> values)
    {
        values.Add(value);
        return $"${values.Count - 1}";
    }
}
