using System.Globalization;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Records;
using CcatOps.Domain.Schema;
using Dapper;

namespace CcatOps.Infrastructure.Sql;

/// <summary>Reads the rows of a table. Its texts contain only names of known tables and columns; values are parameters.</summary>
internal sealed class SqlRecordReader<TRecord>(ILocalDatabase database) : IRecordReader<TRecord>
    where TRecord : StoredRecord
{
    private static readonly Table Table = Tables.Of(typeof(TRecord));
    private static readonly string Select = $"select {string.Join(", ", Table.Columns)}, transaction_id from {Table.Quoted}";
    private static readonly string Order = Table.NewestBy is { } time ? $"order by {time} desc, {Table.Key} desc" : $"order by {Table.Key}";

    public Task<IReadOnlyList<TRecord>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var query = new Query(database.Dialect);
        query.AnyOf([Table.Key], Keys(keys));
        return database.QueryAsync<TRecord>($"{Select} {query.Where}", query.Values, cancellationToken);
    }

    public Task<IReadOnlyList<TRecord>> PageAsync(
        RecordFilter<TRecord> filter, ListPlace? after, int limit, CancellationToken cancellationToken)
    {
        var query = Matching(filter);
        if (after is { } place)
            After(query, place);
        return database.QueryAsync<TRecord>(
            $"{Select} {query.Where} {Order} limit {query.Add(limit)}", query.Values, cancellationToken);
    }

    public async Task<long> CountAsync(RecordFilter<TRecord> filter, IReadOnlyCollection<string> except, CancellationToken cancellationToken)
    {
        var query = Matching(filter);
        if (except.Count > 0)
            query.NoneOf(Table.Key, Keys(except));
        return (await database.QueryAsync<long>($"select count(*) from {Table.Quoted} {query.Where}", query.Values, cancellationToken))[0];
    }

    private Query Matching(RecordFilter<TRecord> filter)
    {
        var query = new Query(database.Dialect);
        foreach (var (field, values) in filter.Conditions)
        {
            switch (field.Comparison)
            {
                case Comparison.AnyOf:
                    query.AnyOf(field.Columns, values);
                    break;
                case Comparison.AnyName:
                    query.AnyOf([.. field.Columns.Select(database.Dialect.Lower)], values.Cast<string>().Select(AsciiCase.Lower).ToArray());
                    break;
                case Comparison.IsUnset:
                    query.IsUnset(field.Columns[0], (bool)values.GetValue(0)!);
                    break;
                default:
                    query.Compare(field.Columns[0], field.Comparison == Comparison.AtLeast ? ">=" : "<", values.GetValue(0)!);
                    break;
            }
        }

        return query;
    }

    private static void After(Query query, ListPlace place)
    {
        if (Table.NewestBy is { } time)
            query.Below((time, Table.Key), place.ToNewest());
        else
            query.Compare(Table.Key, ">", HasNumbers ? place.ToInteger() : place.ToUuid());
    }

    private static bool HasNumbers => Table.KeyType == ColumnType.Number;

    private static Array Keys(IReadOnlyCollection<string> keys) => HasNumbers
        ? keys.Select(key => int.Parse(key, CultureInfo.InvariantCulture)).ToArray()
        : keys.Select(Guid.Parse).ToArray();

    /// <summary>The conditions of one query and their parameters.</summary>
    private sealed class Query(ISqlDialect dialect)
    {
        private readonly List<string> conditions = [];
        private int parameters;

        public DynamicParameters Values { get; } = new();

        public string Where => conditions.Count == 0 ? "" : $"where {string.Join(" and ", conditions)}";

        public void AnyOf(IReadOnlyList<string> columns, Array values)
        {
            var list = Add(dialect.List(values));
            conditions.Add($"({string.Join(" or ", columns.Select(column => dialect.AnyOf(column, list)))})");
        }

        public void NoneOf(string column, Array values) => conditions.Add(dialect.NoneOf(column, Add(dialect.List(values))));

        public void IsUnset(string column, bool isUnset) => conditions.Add($"{column} is {(isUnset ? "null" : "not null")}");

        public void Compare(string column, string comparison, object value) =>
            conditions.Add($"{column} {comparison} {Add(dialect.Value(value))}");

        public void Below((string Time, string Id) columns, (DateTimeOffset Time, Guid Id) values) => conditions.Add(
            $"({columns.Time}, {columns.Id}) < ({Add(dialect.Value(values.Time))}, {Add(dialect.Value(values.Id))})");

        public string Add(object value)
        {
            var name = $"@p{parameters++}";
            Values.Add(name, value);
            return name;
        }
    }
}
