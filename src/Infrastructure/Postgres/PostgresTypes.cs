using CcatOps.Domain.Schema;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>
/// The types of columns as PostgreSQL names them. Values travel as text, which is shorter than JSON with a name for each, and PostgreSQL reads
/// them as these.
/// </summary>
internal static class PostgresTypes
{
    public static string Of(Table table, string column) => table.TypeOf(column) switch
    {
        ColumnType.Uuid => "uuid",
        ColumnType.Number => "integer",
        ColumnType.LongNumber => "bigint",
        ColumnType.RealNumber => "double precision",
        ColumnType.Boolean => "boolean",
        ColumnType.Time => "timestamp with time zone",
        ColumnType.Json => "jsonb",
        _ => "text",
    };
}
