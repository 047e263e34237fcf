using Dapper;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

internal static class SchemaVersion
{
    /// <summary>The newest migration that the database has; 0 when it has no schema.</summary>
    public static async Task<int> OfAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string sql = "select coalesce(max(version), 0) from schema_migration";
        try
        {
            return await connection.ExecuteScalarAsync<int>(new CommandDefinition(sql, cancellationToken: cancellationToken));
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return 0;
        }
    }
}
