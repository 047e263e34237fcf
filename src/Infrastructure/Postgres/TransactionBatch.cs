using System.Globalization;
using CcatOps.Application.FaultInjection;
using CcatOps.Domain.Buffering;
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
    /// <summary>The approximate overhead of one change on the link, in bytes.</summary>
    private const long BytesOfChange = 512;

    /// <param name="connection">The connection on which they are sent.</param>
    /// <param name="entries">The transactions that they apply.</param>
    /// <param name="siteName">The site of the transactions.</param>
    /// <param name="epoch">The epoch of the drain's session; null: a direct write.</param>
    /// <param name="staged">The changes of a single large transaction, which are at main already; null: the entries carry theirs.</param>
    public static NpgsqlBatch Create(
        NpgsqlConnection connection,
        IReadOnlyList<BufferedTransaction> entries,
        string siteName,
        long? epoch,
        StagedTransaction? staged = null)
    {
        var batch = new NpgsqlBatch(connection);
        batch.AddGroup(entries, siteName, epoch, staged);
        batch.AddLsn();
        return batch;
    }

    /// <summary>The statements of one database transaction.</summary>
    public static void AddGroup(
        this NpgsqlBatch batch,
        IReadOnlyList<BufferedTransaction> entries,
        string siteName,
        long? epoch,
        StagedTransaction? staged = null)
    {
        if (epoch is { } current && !Mutants.IsActive(Mutant.NoFencing))
            batch.Add("select require_epoch($1, $2)", siteName, current);
        staged?.AddGuardTo(batch);
        batch.AddEffects(entries, epoch, staged);
    }

    /// <summary>Markers and changes, and the barrier that commits them.</summary>
    public static void AddEffects(
        this NpgsqlBatch batch, IReadOnlyList<BufferedTransaction> entries, long? epoch, StagedTransaction? staged = null)
    {
        if (!Mutants.IsActive(Mutant.NoMarker))
            MarkerRows.AddTo(batch, entries, epoch);
        staged?.AddTo(batch);
        foreach (var group in staged is null ? RowGroup.Gather(entries.Select(entry => entry.Transaction)) : [])
            group.AddTo(batch);
        batch.BatchCommands[^1].AppendErrorBarrier = true;
    }

    /// <summary>
    /// After the commits: the write position, which is at or past them. The insert position could lie behind a page header that a
    /// replica reaches only with the next record.
    /// </summary>
    public static void AddLsn(this NpgsqlBatch batch) => batch.Add("select pg_current_wal_lsn()::text as lsn");

    /// <summary>As <see cref="Allow(NpgsqlBatch, TimeSpan)"/>, for one transaction on a link of which nothing is known.</summary>
    public static void Allow(this NpgsqlBatch batch, Transaction transaction) =>
        batch.Allow(LinkRate.Unknown.Deadline(transaction.Changes.Length * BytesOfChange));

    /// <summary>How long the answer to the statements may take. The server counts from the first that it has seen to the last.</summary>
    public static void Allow(this NpgsqlBatch batch, TimeSpan deadline)
    {
        batch.Timeout = (int)deadline.TotalSeconds;
        if (deadline <= SessionSettings.StatementTimeout)
            return;
        var command = new NpgsqlBatchCommand("select set_config('statement_timeout', $1, true)");
        command.Parameters.Add(new NpgsqlParameter { Value = Milliseconds(deadline) });
        batch.BatchCommands.Insert(0, command);
    }

    public static string Milliseconds(TimeSpan time) => ((long)Math.Ceiling(time.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);

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
