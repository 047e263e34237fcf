using CcatOps.Domain.Writes;
using Npgsql;
using NpgsqlTypes;

namespace CcatOps.Bench.Baselines;

/// <summary>Plain statements for the rows of a <see cref="Staging.Night"/>, one row each.</summary>
internal static class RowStatements
{
    public const string Marker =
        """
        insert into applied_transaction (transaction_id, site_name, operation, entities, principal, idempotency_key, request_hash,
            accepted_at, applied_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, now())
        """;

    private const string Start =
        """
        insert into executed_obs_unit (id, obs_unit_id, status, start_time, instrument_module, conditions, comment)
        values ($1::uuid, $2::int, $3, $4::timestamptz, $5, $6::jsonb, $7)
        """;

    private const string File =
        """
        insert into raw_data_file (id, executed_obs_unit_id, name, relative_path, size_bytes, checksum, instrument_module)
        values ($1::uuid, $2::uuid, $3, $4, $5::bigint, $6, $7)
        """;

    private const string Finish = "update executed_obs_unit set status = $2, end_time = $3::timestamptz where id = $1::uuid and status = 'running'";

    public static NpgsqlParameter[] MarkerValues(Transaction transaction) =>
    [
        new() { Value = transaction.Id },
        new() { Value = "baseline" },
        new() { Value = transaction.Operation },
        new() { Value = transaction.Entities.ToArray() },
        new() { Value = transaction.Principal },
        new() { Value = transaction.IdempotencyKey },
        new() { Value = Convert.FromHexString(transaction.RequestHash) },
        new() { Value = transaction.AcceptedAt },
    ];

    public static string Of(Change change) => change switch
    {
        { Kind: ChangeKind.Update } => Finish,
        { Table: "raw_data_file" } => File,
        _ => Start,
    };

    public static NpgsqlParameter[] Values(Change change) => change switch
    {
        { Kind: ChangeKind.Update } => Texts(change, "status", "end_time").Prepend(Text(change.Key)).ToArray(),
        { Table: "raw_data_file" } => Texts(
            change, "id", "executed_obs_unit_id", "name", "relative_path", "size_bytes", "checksum", "instrument_module"),
        _ => Texts(change, "id", "obs_unit_id", "status", "start_time", "instrument_module", "conditions", "comment"),
    };

    private static NpgsqlParameter[] Texts(Change change, params string[] columns) =>
        [.. columns.Select(column => Text(change.Values![column]!.ToString()))];

    private static NpgsqlParameter Text(string value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Text };
}
