using System.Text.Json;
using CcatOps.Application.Serialization;
using CcatOps.Infrastructure.Sql;
using CcatOps.Infrastructure.Sqlite.Main;

namespace CcatOps.Infrastructure.Sqlite.Local;

/// <summary>Lists are JSON; times and UUIDs are text.</summary>
internal sealed class SqliteDialect : ISqlDialect
{
    public string AnyOf(string column, string parameter) => $"{column} in (select value from json_each({parameter}))";

    public string NoneOf(string column, string parameter) => $"{column} not in (select value from json_each({parameter}))";

    public string Lower(string column) => $"lower({column})";

    public object List(Array values) => JsonSerializer.Serialize(values, values.GetType(), WireJson.Options);

    public object Value(object value) => value switch
    {
        DateTimeOffset time => SqliteMainValues.Text(time),
        Guid id => SqliteMainValues.Text(id),
        _ => value,
    };
}
