using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.Application.FaultInjection;
using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using Npgsql;
using NpgsqlTypes;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>
/// The statements that apply transactions: their markers first, then their changes gathered by table, so that a batch of
/// thousands is a handful of statements. Sent in one flush without BEGIN they are one database transaction, which the error
/// barrier at its end commits. https://www.postgresql.org/docs/15/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY
/// </summary>
internal static class TransactionBatch
{
    public static NpgsqlBatch Create(NpgsqlConnection connection, IReadOnlyList<BufferedTransaction> entries, string siteName, long? epoch)
    {
        var batch = new NpgsqlBatch(connection);
        if (epoch is { } current && !Mutants.IsActive(Mutant.NoFencing))
            batch.Add("select require_epoch($1, $2)", siteName, current);
        if (!Mutants.IsActive(Mutant.NoMarker))
            batch.Add(InsertMarkers, Json(writer => WriteMarkers(writer, entries, epoch)));
        foreach (var group in RowGroup.Gather(entries.Select(entry => entry.Transaction)))
            group.AddTo(batch);
        batch.BatchCommands[^1].AppendErrorBarrier = true;

        // After the commit: the write position, which is at or past it. The insert position could lie behind a page header
        // that a replica reaches only with the next record.
        batch.Add("select pg_current_wal_lsn()::text as lsn");
        return batch;
    }

    /// <summary>Sends the statements in one flush and reads all answers.</summary>
    /// <returns>The log position at or after the commit.</returns>
    public static async Task<Lsn> ExecuteToLsnAsync(this NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        var sending = batch.ExecuteReaderAsync(cancellationToken);
        Fault.Reach(FaultPoint.BatchSent);
        await using var answers = await sending;
        while (answers.FieldCount == 0 || answers.GetName(0) != "lsn")
            await answers.NextResultAsync(cancellationToken);
        await answers.ReadAsync(cancellationToken);
        return Lsn.Parse(answers.GetString(0));
    }

    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value is byte[] json
                ? new NpgsqlParameter { Value = json, NpgsqlDbType = NpgsqlDbType.Jsonb }
                : new NpgsqlParameter { Value = value });
        }

        batch.BatchCommands.Add(command);
    }

    public static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = WireJson.Options.Encoder }))
            write(writer);
        return buffer.WrittenSpan.ToArray();
    }

    private const string InsertMarkers =
        """
        insert into applied_transaction (transaction_id, site_name, sequence, epoch, operation, entities, principal,
            idempotency_key, request_hash, changes, accepted_at, applied_at)
        select transaction_id, site_name, sequence, epoch, operation, entities, principal,
            idempotency_key, request_hash, changes, accepted_at, now()
        from jsonb_populate_recordset(null::applied_transaction, $1)
        """;

    private static void WriteMarkers(Utf8JsonWriter writer, IReadOnlyList<BufferedTransaction> entries, long? epoch)
    {
        writer.WriteStartArray();
        foreach (var (transaction, sequence, _) in entries)
        {
            // Only a direct write answers a repetition from its marker; the buffer keeps its own transactions.
            var isDirect = epoch is null;
            var key = Claims.MarkerKey(transaction);
            var marker = new JsonObject
            {
                ["transaction_id"] = transaction.Id,
                ["site_name"] = transaction.SiteName,
                ["sequence"] = isDirect ? null : sequence,
                ["epoch"] = epoch,
                ["operation"] = transaction.Operation,
                ["entities"] = new JsonArray([.. transaction.Entities.Select(entity => JsonValue.Create(entity))]),
                ["principal"] = transaction.Principal,
                ["idempotency_key"] = key,
                ["request_hash"] = $@"\x{transaction.RequestHash}",
                ["changes"] = isDirect && key is not null ? JsonSerializer.SerializeToNode(transaction.Changes, WireJson.Options) : null,
                ["accepted_at"] = JsonSerializer.SerializeToNode(transaction.AcceptedAt, WireJson.Options),
            };
            marker.WriteTo(writer);
        }

        writer.WriteEndArray();
    }
}
