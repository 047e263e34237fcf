using CcatOps.Application.Serialization;
using CcatOps.Infrastructure.Sql;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>Lists are arrays.</summary>
internal sealed class PostgresDialect : ISqlDialect
{
    public string AnyOf(string column, string parameter) => $"{column} = any({parameter})";

    public string NoneOf(string column, string parameter) => $"{column} <> all({parameter})";

    public string Lower(string column) => $"lower({column} collate \"C\")";

    public object List(Array values) => values.GetType().GetElementType()!.IsEnum
        ? values.Cast<Enum>().Select(value => WireJson.FieldName(value.ToString())).ToArray()
        : values;

    public object Value(object value) => value;
}
