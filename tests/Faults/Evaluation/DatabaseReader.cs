using System.Text.Json.Nodes;
using Npgsql;

namespace CcatOps.Faults.Evaluation;

/// <summary>Looks into a database past the service.</summary>
internal static class DatabaseReader
{
    /// <summary>Reads what a site's loads have left there; the rows carry the site's name.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="site">The site's name.</param>
    /// <param name="keys">The prefix of the writes' keys; empty: all of the site.</param>
    public static async Task<DatabaseContents> ReadAsync(string connectionString, string site, string keys = "")
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        return new() { Markers = await ReadMarkersAsync(database, site, keys), Rows = await ReadRowsAsync(database, site, keys) };
    }

    /// <summary>Each row of each table that is replicated as text, sorted: two databases with the same rows give the same.</summary>
    public static async Task<IReadOnlyList<string>> ReadAllRowsAsync(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        var tables = await ReadAsync(
            database,
            """
            select quote_ident(relname) from pg_class
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and relpersistence = 'p'
            """,
            reader => reader.GetString(0));
        var rows = new List<string>();
        foreach (var table in tables)
            rows.AddRange(await ReadAsync(database, $"select t::text from {table} t", reader => $"{table} {reader.GetString(0)}"));
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private static Task<List<Marker>> ReadMarkersAsync(NpgsqlDataSource database, string site, string keys) => ReadAsync(
        database,
        """
        select transaction_id, sequence, xmin::text::bigint, idempotency_key, entities, operation from applied_transaction
        where site_name = $1 and ($2 = '' or starts_with(idempotency_key, $2))
        """,
        reader => new Marker(
            reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetInt64(1), reader.GetInt64(2),
            reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetFieldValue<string[]>(4))
        {
            Operation = reader.GetString(5),
        },
        site, keys);

    private static async Task<List<StoredRow>> ReadRowsAsync(NpgsqlDataSource database, string site, string keys)
    {
        var rows = new List<StoredRow>();
        foreach (var (table, key) in new[] { ("executed_obs_unit", "comment"), ("raw_data_file", "name") })
        {
            rows.AddRange(await ReadAsync(
                database, $"select id, to_jsonb(t)::text from {table} t where instrument_module = $1 and ($2 = '' or starts_with({key}, $2))",
                reader => new StoredRow(table, reader.GetGuid(0), JsonNode.Parse(reader.GetString(1))!.AsObject()), site, keys));
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
