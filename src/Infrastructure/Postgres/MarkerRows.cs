using System.Text.Json;
using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Writes;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>
/// The markers of a batch as arrays, a column each, since on a thin link each byte counts: what most have in common goes once, and
/// an array that is left empty is all null.
/// </summary>
internal static class MarkerRows
{
    private const char BetweenEntities = '\u001f';

    /// <summary>Without arrays, which PostgreSQL takes longer to open than a single row to write.</summary>
    private const string InsertOne =
        """
        insert into applied_transaction (transaction_id, site_name, sequence, epoch, operation, entities, principal,
            idempotency_key, request_hash, changes, accepted_at, applied_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11, now())
        """;

    private const string Insert =
        """
        insert into applied_transaction (transaction_id, site_name, sequence, epoch, operation, entities, principal,
            idempotency_key, request_hash, changes, accepted_at, applied_at)
        select transaction_id, ($1)[head], sequence, $4, ($2)[head], string_to_array(entities, chr(31)), ($3)[head],
            idempotency_key, request_hash, changes::jsonb, accepted_at, now()
        from unnest($5, $6, $7, $8, $9, $10, $11, $12)
            r (transaction_id, sequence, head, entities, idempotency_key, request_hash, accepted_at, changes)
        """;

    public static void AddTo(NpgsqlBatch batch, IReadOnlyList<BufferedTransaction> entries, long? epoch)
    {
        if (entries is [var only])
        {
            batch.AddOne(only, epoch);
            return;
        }

        var heads = new Dictionary<(string Site, string Operation, string Principal), int>();
        var places = new int[entries.Count];
        for (var i = 0; i < places.Length; i++)
        {
            var transaction = entries[i].Transaction;
            var head = (transaction.SiteName, transaction.Operation, transaction.Principal);
            if (!heads.TryGetValue(head, out places[i]))
                heads[head] = places[i] = heads.Count + 1;
        }

        // Only a direct write answers a repetition from its marker; the buffer keeps its own transactions.
        var isDirect = epoch is null;
        batch.Add(
            Insert,
            heads.Keys.Select(head => head.Site).ToArray(),
            heads.Keys.Select(head => head.Operation).ToArray(),
            heads.Keys.Select(head => head.Principal).ToArray(),
            new NpgsqlParameter<long?> { TypedValue = epoch },
            Column(entries, transaction => transaction.Id),
            isDirect ? [] : entries.Select(entry => entry.Sequence).ToArray(),
            places,
            Column(entries, transaction => string.Join(BetweenEntities, transaction.Entities)),
            Column(entries, Claims.MarkerKey),
            Column(entries, transaction => Convert.FromHexString(transaction.RequestHash)),
            Column(entries, transaction => transaction.AcceptedAt.UtcDateTime),
            isDirect ? Column(entries, ChangesOf) : []);
    }

    private static void AddOne(this NpgsqlBatch batch, BufferedTransaction entry, long? epoch)
    {
        var transaction = entry.Transaction;
        var isDirect = epoch is null;
        batch.Add(
            InsertOne,
            transaction.Id,
            transaction.SiteName,
            new NpgsqlParameter<long?> { TypedValue = isDirect ? null : entry.Sequence },
            new NpgsqlParameter<long?> { TypedValue = epoch },
            transaction.Operation,
            transaction.Entities.ToArray(),
            transaction.Principal,
            ColumnValues.Encode("text", Claims.MarkerKey(transaction)),
            Convert.FromHexString(transaction.RequestHash),
            ColumnValues.Encode("jsonb", isDirect ? ChangesOf(transaction) : null),
            transaction.AcceptedAt.UtcDateTime);
    }

    private static string? ChangesOf(Transaction transaction) =>
        Claims.MarkerKey(transaction) is null ? null : JsonSerializer.Serialize(transaction.Changes, WireJson.Options);

    private static T[] Column<T>(IReadOnlyList<BufferedTransaction> entries, Func<Transaction, T> value) =>
        [.. entries.Select(entry => value(entry.Transaction))];
}
