using System.Collections.Frozen;
using System.Text;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>Changes of one kind to rows of one table, made by one statement.</summary>
internal sealed class RowGroup
{
    /// <summary>The key of the row that a change is about, beside a column of that name that it may set.</summary>
    private const string Key = "row_key";

    private const string PlanAnew = "select set_config('plan_cache_mode', 'force_custom_plan', true)";
    private const string PlanAsUsual = "select set_config('plan_cache_mode', 'auto', true)";

    /// <summary>The statements that insert a single row: PostgreSQL runs one with plain values in half the time of one with arrays.</summary>
    private static readonly FrozenDictionary<string, string> OneRow = Tables.All.ToFrozenDictionary(table => table.Name, InsertOne);

    private readonly List<(Guid TransactionId, Change Change)> changes = [];
    private readonly ChangeKind kind;
    private readonly Table table;
    private readonly string[] columns;
    private readonly string[] sent;
    private readonly string expected;

    private RowGroup(Change first)
    {
        kind = first.Kind;
        table = Tables.Named(first.Table);
        columns = kind == ChangeKind.Insert
            ? [.. table.Columns]
            : [.. table.Columns.Where(column => first.Values?.ContainsKey(column) == true)];
        sent = kind == ChangeKind.Insert ? columns : [Key, .. columns];
        expected = first.Expected?.ToJsonString() ?? "{}";
    }

    public bool IsInsert => kind == ChangeKind.Insert;

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
        if (kind == ChangeKind.Insert && changes is [var (transactionId, only)])
        {
            batch.Add(OneRow[table.Name], [transactionId, .. columns.Select(column => ValueOf(only, column))]);
            return;
        }

        object[] rows = [changes.Select(each => each.TransactionId).ToArray(), .. sent.Select(ValuesOf)];
        if (kind == ChangeKind.Insert)
        {
            batch.Add(Insert(), rows);
            return;
        }

        // A plan that was kept from when the table was small would read all of it, each time, until the next ANALYZE.
        batch.Add(PlanAnew);
        batch.Add(Guarded(kind == ChangeKind.Update ? Update() : Delete()), [.. rows, expected, (long)changes.Count]);
        batch.Add(PlanAsUsual);
    }

    /// <summary>Divides the values of an insert into parts, each as text with an array for each column.</summary>
    /// <param name="bytes">How much a part holds at most, unless a single row has more.</param>
    public IEnumerable<string?[,]> Parts(int bytes)
    {
        var (part, left) = (new List<string?[]>(), bytes);
        foreach (var (_, change) in changes)
        {
            string?[] row = [.. columns.Select(column => ColumnValues.Text(TypeOf(column), change.Values![column]))];
            var size = row.Sum(value => sizeof(int) + Encoding.UTF8.GetByteCount(value ?? ""));
            if (size > left && part.Count > 0)
            {
                yield return ByColumn(part);
                (part, left) = ([], bytes);
            }

            part.Add(row);
            left -= size;
        }

        yield return ByColumn(part);
    }

    /// <summary>As <see cref="AddTo"/>, from the parts that are at main.</summary>
    public void AddStagedTo(NpgsqlBatch batch, Guid transactionId, byte[] digest) => batch.Add(
        $"""
        insert into {table.Quoted} (transaction_id, {string.Join(", ", columns)})
        select $1, {Typed(columns)}
        from staged_change s, unnest({string.Join(", ", Enumerable.Range(1, columns.Length).Select(number => $"s.texts[{number}:{number}][:]"))}) r ({string.Join(", ", columns)})
        where s.transaction_id = $1 and s.digest = $2 and s.staged_by = current_user
        """,
        transactionId,
        digest);

    private static string?[,] ByColumn(List<string?[]> rows)
    {
        var texts = new string?[rows[0].Length, rows.Count];
        foreach (var (place, row) in rows.Index())
        {
            for (var column = 0; column < row.Length; column++)
                texts[column, place] = row[column];
        }

        return texts;
    }

    private static string InsertOne(Table table) =>
        $"""
        insert into {table.Quoted} (transaction_id, {string.Join(", ", table.Columns)})
        values ($1, {string.Join(", ", table.Columns.Select((column, index) => Place(index + 2, PostgresTypes.Of(table, column))))})
        """;

    private static string Place(int number, string type) => $"${number}::{type}";

    private string Insert() =>
        $"""
        insert into {table.Quoted} (transaction_id, {string.Join(", ", columns)})
        select r.transaction_id, {Typed(columns)} from {Rows()}
        """;

    private string Update() =>
        $"""
        update {table.Quoted} t set (transaction_id, {string.Join(", ", columns)}) = row(r.transaction_id, {Typed(columns)})
        from {Rows()}
        where t.{table.Key} = {Typed([Key])} and to_jsonb(t) @> ${sent.Length + 2}::jsonb
        """;

    private string Delete() =>
        $"""
        delete from {table.Quoted} t using {Rows()}
        where t.{table.Key} = {Typed([Key])} and to_jsonb(t) @> ${sent.Length + 2}::jsonb
        """;

    private string Guarded(string statement) =>
        $"""
        with changed as ({statement} returning 1)
        select require_rows(${sent.Length + 3}, (select count(*) from changed), '{table.Name}', ${sent.Length + 2}::jsonb)
        """;

    private string Rows() =>
        $"unnest({string.Join(", ", Enumerable.Range(1, sent.Length + 1).Select(number => $"${number}"))}) r (transaction_id, {string.Join(", ", sent)})";

    private string Typed(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"r.{name}::{TypeOf(name)}"));

    private object ValuesOf(string name)
    {
        var type = TypeOf(name);
        return ColumnValues.Encode(
            type, [.. changes.Select(each => name == Key ? each.Change.Key : ColumnValues.Text(type, each.Change.Values![name]))]);
    }

    private NpgsqlParameter ValueOf(Change change, string column)
    {
        var type = TypeOf(column);
        return ColumnValues.Encode(type, ColumnValues.Text(type, change.Values![column]));
    }

    private string TypeOf(string name) => PostgresTypes.Of(table, name == Key ? table.Key : name);
}
