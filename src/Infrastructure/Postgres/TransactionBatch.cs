using CcatOps.Application.FaultInjection;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using Npgsql;

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
        batch.AddGroup(entries, siteName, epoch);
        batch.AddLsn();
        return batch;
    }

    /// <summary>The statements of one database transaction.</summary>
    public static void AddGroup(this NpgsqlBatch batch, IReadOnlyList<BufferedTransaction> entries, string siteName, long? epoch)
    {
        if (epoch is { } current && !Mutants.IsActive(Mutant.NoFencing))
            batch.Add("select require_epoch($1, $2)", siteName, current);
        batch.AddEffects(entries, epoch);
    }

    /// <summary>Markers and changes, and the barrier that commits them.</summary>
    public static void AddEffects(this NpgsqlBatch batch, IReadOnlyList<BufferedTransaction> entries, long? epoch)
    {
        if (!Mutants.IsActive(Mutant.NoMarker))
            MarkerRows.AddTo(batch, entries, epoch);
        foreach (var group in RowGroup.Gather(entries.Select(entry => entry.Transaction)))
            group.AddTo(batch);
        batch.BatchCommands[^1].AppendErrorBarrier = true;
    }

    /// <summary>
    /// After the commits: the write position, which is at or past them. The insert position could lie behind a page header that a
    /// replica reaches only with the next record.
    /// </summary>
    public static void AddLsn(this NpgsqlBatch batch) => batch.Add("select pg_current_wal_lsn()::text as lsn");

    /// <summary>Sends the statements in one flush and reads all answers.</summary>
    public static async Task ExecuteAsync(this NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        var sending = batch.ExecuteNonQueryAsync(cancellationToken);
        Fault.Reach(FaultPoint.BatchSent);
        await sending;
    }

    /// <summary>Sends the statements, the one for the log position last, in one flush and reads all answers.</summary>
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
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });

        batch.BatchCommands.Add(command);
    }
}
