using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Nights;

/// <summary>The tables as the database has them, read past the service.</summary>
internal static class Tables
{
    /// <summary>All rows of executions and files, without the transactions that made them.</summary>
    public static async Task<string> DumpAsync(PostgresNode node) => string.Join('\n', [
        await LinesAsync(node, "obs_unit"),
        await LinesAsync(node, "executed_obs_unit"),
        await LinesAsync(node, "raw_data_file"),
    ]);

    public static Task<long> CountAsync(PostgresNode node, string table, string condition = "true") =>
        node.ReadAsync<long>($"select count(*) from {table} where {condition}");

    private static Task<string?> LinesAsync(PostgresNode node, string table) => node.ReadAsync<string>(
        $"select string_agg((to_jsonb(t) - 'transaction_id')::text, E'\\n' order by id) from {table} t");
}
