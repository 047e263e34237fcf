using System.Text.Json.Nodes;
using Npgsql;

namespace CcatOps.Faults.Evaluation;

/// <summary>Looks into a database past the service.</summary>
internal static class DatabaseReader
{
    /// <summary>What a site's load has left there; its rows carry the site's name.</summary>
    public static async Task<DatabaseContents> ReadAsync(string connectionString, string site)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        return new() { Markers = await ReadMarkersAsync(database, site), Rows = await ReadRowsAsync(database, site) };
    }

    /// <summary>Each row of each table as text, sorted: two databases with the same rows give the same.</summary>
    public static async Task<IReadOnlyList<string>> ReadAllRowsAsync(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        var tables = await ReadAsync(
            database, "select quote_ident(table_name) from information_schema.tables where table_schema = 'public' order by 1",
            reader => reader.GetString(0));
        var rows = new List<string>();
        foreach (var table in tables)
            rows.AddRange(await ReadAsync(database, $"select t::text from {table} t", reader => $"{table} {reader.GetString(0)}"));
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private static Task<List<Marker>> ReadMarkersAsync(NpgsqlDataSource database, string site) => ReadAsync(
        database,
        "select transaction_id, sequence, xmin::text::bigint, idempotency_key, entities, operation from applied_transaction where site_name = $1",
        reader => new Marker(
            reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetInt64(1), reader.GetInt64(2),
            reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetFieldValue<string[]>(4))
        {
            Operation = reader.GetString(5),
        },
        site);

    private static async Task<List<StoredRow>> ReadRowsAsync(NpgsqlDataSource database, string site)
    {
        var rows = new List<StoredRow>();
        foreach (var table in new[] { "executed_obs_unit", "raw_data_file" })
        {
            rows.AddRange(await ReadAsync(
                database, $"select id, to_jsonb(t)::text from {table} t where instrument_module = $1",
                reader => new StoredRow(table, reader.GetGuid(0), JsonNode.Parse(reader.GetString(1))!.AsObject()), site));
        }

        return rows;
    }

    private static async Task<List<T>> ReadAsync<T>(
        NpgsqlDataSource database, string sql, Func<NpgsqlDataReader, T> read, params string[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        await using var reader = await command.ExecuteReaderAsync();
        var items = new List<T>();
        while (await reader.ReadAsync())
            items.Add(read(reader));
        return items;
    }
}
